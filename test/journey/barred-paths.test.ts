import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { activatePolicy } from '../../src/app/activate-policy.ts'
import { changeAgent, createAgent } from '../../src/app/agents.ts'
import { escalate } from '../../src/app/escalate.ts'
import type { Account, Clicker, Principal } from '../../src/app/ports.ts'
import { propose } from '../../src/app/propose.ts'
import { addTrust } from '../../src/app/trusts.ts'
import type { Owner } from '../../src/contract/agent.ts'
import type { AgentId, IdentityId, PersonId, RequestId } from '../../src/contract/ids.ts'
import type { SurfaceName } from '../../src/contract/words.ts'
import { readConfig } from '../../src/main/config.ts'
import { newId } from '../../src/main/ids.ts'
import { openDatabase } from '../../src/main/open-database.ts'
import { createSealing } from '../../src/main/sealing.ts'
import { openStore } from '../../src/main/store.ts'
import { wire } from '../../src/main/wire.ts'
import { newSigner } from '../fakes/signer.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround } from '../harness/service.ts'
import { until } from '../harness/until.ts'

/**
 * Every way to be behind an action, times every account to click from, times how one came to be asked: nobody decides
 * their own action. The real verbs and statements, over a real database; only the chats' transports are left out.
 */
let ground: Ground
let system: Awaited<ReturnType<typeof openSystem>>

const silent = pino({ level: 'silent' })
const log = () => undefined
const dana = 'dana@example.com'
const byToken = { kind: 'bootstrap' } as const

async function openSystem() {
  ground = await newGround()
  const read = readConfig(ground.environment(3000))
  if (!read.ok) throw new Error(read.faults.join('\n'))
  const database = await openDatabase(read.config, ground.folder, log)
  const store = openStore(database, createSealing([new Uint8Array(32)]))
  const { deps, decide, webhooks } = wire({
    config: { ...read.config, mode: 'production' },
    store,
    log: silent,
    adminToken: 'the-admin-token-of-thirty-two-characters',
    grants: newSigner(),
    surfaces: [],
  })
  const close = async () => {
    await webhooks.stop()
    await store.close()
    await database.close()
  }
  return { deps: { ...deps, log: silent }, decide, close }
}

/** A person is behind their action before the proposal, after it, or all along. */
type When = 'all along' | 'until after the proposal' | 'since after the proposal'
const moments: When[] = ['all along', 'until after the proposal', 'since after the proposal']
const before = (when: When) => when !== 'since after the proposal'
const after = (when: When) => when !== 'until after the proposal'

type Source = 'members' | 'directory' | 'oidc_group' | 'slack_usergroup'
const sources: Source[] = ['members', 'directory', 'oidc_group', 'slack_usergroup']

type Relation =
  | { by: 'ownership' | 'the e-mail it acts for'; when: When }
  | { by: 'key' | 'trust' }
  | { by: 'owning group' | 'membership' | 'meaning of the group'; when: When; source: Source }

const relations: Relation[] = [
  { by: 'key' },
  { by: 'trust' },
  ...moments.flatMap((when): Relation[] => [
    { by: 'ownership', when },
    { by: 'the e-mail it acts for', when },
    ...sources.flatMap((source): Relation[] => [
      { by: 'owning group', when, source },
      { by: 'membership', when, source },
      { by: 'meaning of the group', when, source },
    ]),
  ]),
]

const asked = ['asked', 'escalated to'] as const
const surfaces: { surface: SurfaceName; provider: Account['provider'] }[] = [
  { surface: 'slack', provider: 'slack' },
  { surface: 'teams', provider: 'entra' },
  { surface: 'console', provider: 'oidc' },
  { surface: 'api', provider: 'development' },
]

interface Case {
  index: number
  relation: Relation
  role: (typeof asked)[number]
  email: string
  person: PersonId
  identities: Map<Account['provider'], { identity: IdentityId; account: Account }>
  agent: Extract<Principal, { kind: 'agent' }>
  request: RequestId
}

const cases = relations.flatMap((relation) => asked.map((role) => ({ relation, role })))
const nameOf = ({ relation, role }: { relation: Relation; role: string }) =>
  `${Object.values(relation).join(', ')}; ${role}`
let made: Case[] = []
let stranger: Case[] = []

/** What the owning group of a case means, in the policy before and after the proposal. */
function groupYaml(index: number, relation: Relation, isBefore: boolean): string {
  const nobody = `squad-${index}: { members: [nobody@example.com] }`
  if (!('source' in relation)) return nobody
  const { by, when, source } = relation
  const means = by !== 'meaning of the group' || (isBefore ? before(when) : after(when))
  if (!means) return nobody
  const value = {
    members: `[p${index}@example.com]`,
    directory: `Squad ${index}`,
    oidc_group: `Squad ${index}`,
    slack_usergroup: `S0SQUAD${index}`,
  }[source]
  return `squad-${index}: { ${source}: ${value} }`
}

function policyYaml(isBefore: boolean): string {
  const groups = cases.map(({ relation }, index) => groupYaml(index, relation, isBefore))
  return `version: 1
admins: reviewers
groups:
  reviewers: { directory: Reviewers }
  helpers: { oidc_group: Helpers }
  ${groups.join('\n  ')}
rules:
  - name: asked
    match: { action: "asked" }
    then: review
    review: { needs: [ { group: reviewers, count: 2 } ], expires_in: 1h }
  - name: escalated
    match: { action: "escalated" }
    then: review
    review:
      needs: [ { group: squad-0, count: 1 } ]
      expires_in: 1h
      escalate: { after: 1s, add_group: helpers }
default: { then: deny }
`
}

async function sql(statement: string, values: unknown[] = []): Promise<void> {
  await rowsOf(ground.database.owner, statement, values)
}

const begin = (person: PersonId, source: 'scim' | 'oidc', name: string) =>
  sql('insert into person_group (person_id, source, name) values ($1, $2, $3)', [
    person,
    source,
    name,
  ])

/** A person with an account of every kind, who is in the group that decides. */
async function newPerson(index: number, role: Case['role'], email: string) {
  const { deps } = system
  const person = await deps.people.byEmail(email)
  const identities: Case['identities'] = new Map()
  const tenants = {
    slack: 'T0HOME',
    entra: 'a-tenant',
    oidc: 'https://idp.example',
    scim: 'directory',
    development: 'local',
  }
  for (const { provider } of surfaces) {
    const account = { provider, tenant: tenants[provider], subject: `U${index}` }
    const linked = await deps.people.link({
      account,
      person,
      name: null,
      event: () => ({ ...anEvent(), more: {} }),
    })
    if (linked === null) throw new Error('an account could not be linked')
    identities.set(provider, { identity: linked.identity, account })
  }
  await (role === 'asked' ? begin(person, 'scim', 'Reviewers') : begin(person, 'oidc', 'Helpers'))
  return { person, identities }
}

function anEvent() {
  const id = newId('evt')
  const at = new Date()
  const actor = { kind: 'system', id: null } as const
  const body = JSON.stringify({ id, at: at.toISOString() })
  return {
    id,
    type: 'person.identity_linked',
    at,
    request: null,
    actor,
    surface: null,
    code: null,
    body,
  } as const
}

async function inGroup({ index, person }: Case, source: Source, isIn: boolean): Promise<void> {
  const name = `Squad ${index}`
  const ended =
    'update person_group set until = now() where person_id = $1 and name = $2 and until is null'
  switch (source) {
    case 'members':
      if (isIn) {
        await sql(`update person_email set until = now() where email = $1 and until is null`, [
          `p${index}@example.com`,
        ])
        await sql('insert into person_email (person_id, email) values ($1, $2)', [
          person,
          `p${index}@example.com`,
        ])
      } else {
        await sql('update person_email set until = now() where person_id = $1 and until is null', [
          person,
        ])
      }
      return
    case 'slack_usergroup': {
      const [due] = await system.deps.rosters.takeDue([{ team: null, id: `S0SQUAD${index}` }], 0)
      if (due === undefined) throw new Error('a roster was not due')
      const users = isIn ? [`U${index}`, 'U0OTHER'] : ['U0OTHER']
      await system.deps.rosters.save(due, { ok: true, home: 'T0HOME', users })
      return
    }
    default: {
      const kind = source === 'directory' ? 'scim' : 'oidc'
      if (isIn) await begin(person, kind, name)
      else await sql(ended, [person, name])
    }
  }
}

/** The owners that a case's agent has before the proposal, or after it. */
function ownersOf(
  { index, email, relation }: Pick<Case, 'index' | 'email' | 'relation'>,
  isBefore: boolean,
): Owner[] {
  const squad = { group: `squad-${index}` }
  switch (relation.by) {
    case 'ownership':
      return (isBefore ? before : after)(relation.when) ? [dana, email] : [dana]
    case 'owning group':
      return (isBefore ? before : after)(relation.when) ? [squad] : [dana]
    case 'membership':
    case 'meaning of the group':
      return [dana, squad]
    default:
      return [dana]
  }
}

interface Planned {
  index: number
  /** Null for somebody who is not behind the action at all. */
  relation: Relation | null
  role: Case['role']
}

async function newCase({ index, relation, role }: Planned): Promise<Case> {
  const email = `p${index}@example.com`
  const known = await newPerson(index, role, holdsIt(relation) ? email : `q${index}@example.com`)
  const byThem = await administrator(known)
  const created = await createAgent(system.deps, relation?.by === 'key' ? byThem : byToken, {
    name: `agent-${index}`,
    owners: relation === null ? [dana] : ownersOf({ index, email, relation }, true),
    kind: 'agent',
  })
  if (!created.ok) throw new Error(JSON.stringify(created))
  const { id, name } = created.agent
  const key = await keyOf(id, index, relation?.by === 'trust' ? byThem : null)
  const agent = { kind: 'agent', id, name, agentKind: 'agent', disabled: false, key } as const
  const behind = relation ?? { by: 'key' }
  const made: Case = { index, role, ...known, relation: behind, email, agent, request: 'req_' }
  if ('source' in behind && behind.source !== 'members') {
    await inGroup(made, behind.source, behind.by !== 'membership' || before(behind.when))
  }
  return made
}

/** Whether a person holds their e-mail from the beginning, or comes to it after the proposal. */
function holdsIt(relation: Relation | null): boolean {
  if (relation === null || !('when' in relation)) return true
  const isOfMail = 'source' in relation && relation.source === 'members'
  const moves =
    relation.by === 'the e-mail it acts for' || (relation.by === 'membership' && isOfMail)
  return !moves || before(relation.when)
}

async function administrator({ person, identities }: Pick<Case, 'person' | 'identities'>) {
  const record = await system.deps.people.read(person)
  const identity = identities.get('oidc')?.identity
  if (record === null || identity === undefined) throw new Error('a person cannot be read')
  return { kind: 'person', person: record, identity } as const
}

async function keyOf(agent: AgentId, index: number, maker: Parameters<typeof addTrust>[1] | null) {
  if (maker === null) {
    const [key] = (await system.deps.agents.read(agent))?.keys ?? []
    if (key === undefined) throw new Error('an agent has no key')
    return key.id
  }
  const subject = `repo:acme/etl-${index}:ref:refs/heads/main`
  const body = { issuer: 'https://ci.example.com', audience: 'countersign', subject }
  const added = await addTrust(system.deps, maker, agent, body)
  if (!added.ok) throw new Error(JSON.stringify(added))
  return added.trust.id
}

async function proposed(one: Case): Promise<RequestId> {
  const { relation } = one
  const value = {
    action: one.role === 'asked' ? 'asked' : 'escalated',
    payload: { of: one.index },
    ...(relation.by === 'the e-mail it acts for' ? { on_behalf_of: one.email } : {}),
  }
  const body = { value, payloadText: JSON.stringify(value.payload) }
  const result = await propose(system.deps, one.agent, body, null)
  if (!result.ok) throw new Error(JSON.stringify(result))
  if (one.role === 'escalated to') {
    await until(async () => (await escalate(system.deps, result.request.id, 0)) === null)
  }
  return result.request.id
}

/** What happens after the proposal and before the click. */
async function changed(one: Case): Promise<void> {
  const { relation } = one
  if (relation.by === 'ownership' || relation.by === 'owning group') {
    await changeAgent(system.deps, byToken, one.agent.id, { owners: ownersOf(one, false) })
  }
  if (relation.by === 'membership' && relation.when !== 'all along') {
    await inGroup(one, relation.source, after(relation.when))
  }
  if (relation.by === 'the e-mail it acts for' && relation.when !== 'all along') {
    await inGroup(one, 'members', after(relation.when))
  }
}

async function click(
  one: Case,
  { surface, provider }: (typeof surfaces)[number],
  decision: 'approve' | 'deny',
) {
  const linked = one.identities.get(provider)
  const record = await system.deps.requests.read(one.request)
  if (linked === undefined || record === null) throw new Error('a case is not whole')
  const clicker: Clicker =
    surface === 'slack' || surface === 'teams'
      ? {
          kind: 'account',
          account: linked.account,
          profile: { standing: 'member', email: null, name: null },
        }
      : { kind: 'person', person: one.person, identity: linked.identity }
  const { digest } = record
  return system.decide({
    request: one.request,
    decision,
    digest,
    comment: null,
    surface,
    clicker,
    message: null,
  })
}

beforeAll(async () => {
  system = await openSystem()
  const first = await activatePolicy(system.deps, policyYaml(true), 'at_start')
  if (first.kind !== 'activated') throw new Error(JSON.stringify(first))
  for (const [index, { relation, role }] of cases.entries()) {
    made.push(await newCase({ index, relation, role }))
  }
  for (const [place, role] of asked.entries()) {
    stranger.push(await newCase({ index: cases.length + place, relation: null, role }))
  }
  for (const one of [...made, ...stranger]) one.request = await proposed(one)
  for (const one of made) await changed(one)
  const second = await activatePolicy(system.deps, policyYaml(false), 'while_running')
  if (second.kind !== 'activated') throw new Error(JSON.stringify(second))
})

afterAll(async () => {
  made = []
  stranger = []
  await system.close()
  await ground.close()
})

it('there are over two hundred ways to one’s own action', () => {
  expect(cases.length * surfaces.length).toBeGreaterThanOrEqual(200)
})

it.each(cases.map((one, index) => ({ index, name: nameOf(one) })))(
  'nobody decides their own action: $name',
  async ({ index }) => {
    const one = made[index]
    if (one === undefined) throw new Error('a case was not made')
    const codes: unknown[] = []
    for (const from of surfaces) {
      for (const decision of ['approve', 'deny'] as const) {
        const result = await click(one, from, decision)
        codes.push(result.ok ? `${from.surface} ${decision}` : result.code)
      }
    }

    const record = await system.deps.requests.read(one.request)
    expect(codes).toEqual(codes.map(() => 'self_approval'))
    expect(record).toMatchObject({ status: 'pending', decisions: [] })
    const queue = {
      groups: ['reviewers', 'squad-0', 'helpers'],
      notOf: one.person,
      undecidedBy: null,
      limit: 500,
    }
    const { requests } = await system.deps.requests.queue(queue)
    expect(requests.map(({ id }) => id)).not.toContain(one.request)
  },
)

it.each(asked)(
  'somebody who is %s and not behind the action decides, from every account',
  async (role) => {
    const one = stranger.find((each) => each.role === role)
    const [, colleague] = stranger
    if (one === undefined || colleague === undefined) throw new Error('a case was not made')

    const [slack, ...others] = surfaces
    const first = slack === undefined ? null : await click(one, slack, 'approve')
    const again = []
    for (const from of others) again.push(await click(one, from, 'approve'))

    expect(first).toMatchObject({ ok: true })
    const answers = role === 'asked' ? { ok: true, repeated: true } : { ok: true }
    expect(again).toEqual(again.map(() => expect.objectContaining(answers)))
  },
)
