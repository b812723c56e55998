import type {
  Account,
  CommitResult,
  DecisionFacts,
  EventDraft,
  NewId,
  NewRequest,
  People,
  PolicyLibrary,
  RequestChange,
  Requests,
} from '../../src/app/ports.ts'
import type { IdByPrefix, IdentityId, PersonId, RequestId } from '../../src/contract/ids.ts'
import type { CompiledPolicy } from '../../src/core/policy/compile.ts'
import type { PersonRecord, RequestRecord } from '../../src/core/record.ts'
import { cardRecord, compiledPolicy, minute, personRecord, policyVersion } from './records.ts'

/**
 * A store in memory that keeps the promises of the ports: one moment's truth per read, a write only if nothing it
 * rests on has changed. A test looks at what it holds, and changes it behind a verb's back.
 */
export interface MemoryStore {
  now: Date
  policyVersion: string
  policies: Map<string, CompiledPolicy>
  records: Map<RequestId, RequestRecord>
  people: Map<PersonId, PersonRecord>
  identities: Map<string, { person: PersonId; identity: IdentityId }>
  idempotency: Map<string, { id: RequestId; bodyHash: string }>
  proposed: NewRequest[]
  changes: RequestChange[]
  events: EventDraft[]
  woken: RequestId[]
  /** What the ports were asked, in order. */
  calls: string[]
  /** Happens between the next read and its write, once. */
  meanwhile: (() => void) | null
}

export function memoryStore(records: RequestRecord[] = []): MemoryStore {
  const names = ['ana', 'bo', 'cy', 'kim', 'olga']
  return {
    now: minute(5),
    policyVersion,
    policies: new Map([[policyVersion, compiledPolicy()]]),
    records: new Map(records.map((record) => [record.id, record])),
    people: new Map(names.map((name) => [`per_${name}`, personRecord(name)])),
    identities: new Map(),
    idempotency: new Map(),
    proposed: [],
    changes: [],
    events: [],
    woken: [],
    calls: [],
    meanwhile: null,
  }
}

/** Ids in the order of their making: `dec_1`, `evt_2`. */
export function countingIds(): NewId {
  let count = 0
  return <Prefix extends keyof IdByPrefix>(prefix: Prefix) => {
    count += 1
    return `${prefix}_${count}` as IdByPrefix[Prefix]
  }
}

export function policyLibrary(store: MemoryStore): PolicyLibrary {
  return {
    compiled: async (version) => {
      const compiled = store.policies.get(version)
      if (compiled === undefined) throw new Error(`no policy ${version}`)
      return compiled
    },
  }
}

export function memoryRequests(
  store: MemoryStore,
): Pick<
  Requests,
  | 'factsForProposal'
  | 'barredEmails'
  | 'commitProposal'
  | 'factsForDecision'
  | 'commitChange'
  | 'read'
> {
  return {
    factsForProposal: async ({ agent, idempotencyKeyHash, onBehalfOf }) => {
      store.calls.push('read')
      const own = [...store.records.values()].filter((record) => record.agent.id === agent)
      return {
        now: store.now,
        policyVersion: store.policyVersion,
        pendingCount: own.filter(({ status }) => status === 'pending').length,
        earlier: store.idempotency.get(idempotencyKeyHash ?? '') ?? null,
        beneficiary: holderOf(store, onBehalfOf),
      }
    },
    barredEmails: async ({ beneficiary }) => emailsOf(store, beneficiary),
    commitProposal: async (request) => {
      store.calls.push('write')
      happenMeanwhile(store)
      if (request.policyVersion !== store.policyVersion) return 'stale'
      store.proposed.push(request)
      return 'committed'
    },
    factsForDecision: async ({ request, clicker }) => {
      store.calls.push('read')
      const record = store.records.get(request)
      if (record === undefined) return null
      const { now, policyVersion: version } = store
      return {
        now,
        request: current(store, record),
        policyVersion: version,
        person: clickerIn(store, clicker),
      }
    },
    commitChange: async (change) => commitChange(store, change),
    read: async (id) => {
      const record = store.records.get(id)
      return record === undefined ? null : current(store, record)
    },
  }
}

export function memoryPeople(
  store: MemoryStore,
): Pick<People, 'byEmail' | 'link' | 'holderOf' | 'byAccount' | 'read'> {
  return {
    byEmail: async (email) => {
      store.calls.push(`person of ${email}`)
      const holder = holderOf(store, email)
      if (holder !== null) return holder
      const person = personRecord(email.replace(/@.*/, ''), { emails: [email] })
      store.people.set(person.id, person)
      return person.id
    },
    link: async ({ account, person, event }) => {
      const known = store.identities.get(accountKey(account))
      if (known !== undefined) return known
      const others = [...store.identities].filter(([, linked]) => linked.person === person)
      const tenant = accountKey({ ...account, subject: '' })
      if (others.some(([key]) => key.startsWith(tenant))) return null
      const linked = { person, identity: `idn_${account.subject}` } as const
      store.identities.set(accountKey(account), linked)
      store.events.push(event(person, linked.identity))
      return linked
    },
    read: async (id) => store.people.get(id) ?? null,
    holderOf: async (email) => store.people.get(holderOf(store, email) ?? 'per_nobody') ?? null,
    byAccount: async (account) => {
      const linked = store.identities.get(accountKey(account))
      const record = linked === undefined ? undefined : store.people.get(linked.person)
      return linked === undefined || record === undefined
        ? null
        : { record, identity: linked.identity }
    },
  }
}

function accountKey({ provider, tenant, subject }: Account): string {
  return `${provider}/${tenant}/${subject}`
}

function holderOf(store: MemoryStore, email: string | null): PersonId | null {
  const people = [...store.people.values()]
  return people.find(({ emails }) => email !== null && emails.includes(email))?.id ?? null
}

function emailsOf(store: MemoryStore, person: PersonId | null): string[] {
  return person === null ? [] : (store.people.get(person)?.emails ?? [])
}

function clickerIn(
  store: MemoryStore,
  clicker: Parameters<Requests['factsForDecision']>[0]['clicker'],
): DecisionFacts['person'] {
  const found =
    clicker?.kind === 'account' ? store.identities.get(accountKey(clicker.account)) : clicker
  const record = found && store.people.get(found.person)
  return found && record ? { record, identity: found.identity } : null
}

/** A read shows every decider as they are now. */
function current(store: MemoryStore, record: RequestRecord): RequestRecord {
  const decisions = record.decisions.map((made) => ({
    ...made,
    person: store.people.get(made.person.id) ?? made.person,
  }))
  return { ...record, decisions }
}

function commitChange(store: MemoryStore, change: RequestChange): CommitResult {
  store.calls.push('write')
  happenMeanwhile(store)
  const record = store.records.get(change.request)
  if (record === undefined || !holdsStill(store, record, change)) return 'stale'
  const person = change.decision && store.people.get(change.decision.person)
  const made = change.decision && person ? [{ ...change.decision, person, lapsed: false }] : []
  const { status, needs, warnings, settlement, decidedAt } = change
  store.changes.push(change)
  store.events.push(...change.events)
  store.records.set(record.id, {
    ...record,
    version: record.version + 1,
    status,
    needs,
    warnings,
    settlement,
    decidedAt,
    decisions: [...record.decisions, ...made],
    cards: [...record.cards, ...change.cards.map((card) => cardRecord(card))],
  })
  return 'committed'
}

function holdsStill(store: MemoryStore, record: RequestRecord, change: RequestChange): boolean {
  const { expectPolicy, expectAgentVersion, before } = change
  return (
    record.version === change.expectVersion &&
    (expectPolicy === null || expectPolicy === store.policyVersion) &&
    (expectAgentVersion === null || expectAgentVersion === record.agent.version) &&
    (before === null || store.now < before) &&
    change.expectActive.every((person) => store.people.get(person)?.disabled === false)
  )
}

function happenMeanwhile(store: MemoryStore): void {
  const { meanwhile } = store
  store.meanwhile = null
  meanwhile?.()
}
