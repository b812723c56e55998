import type {
  AdministrationVerbs,
  Administrator,
  GroupState,
  TrustAdded,
} from '../../src/app/ports.ts'
import type { AgentWithKeys, Owner, TrustBody } from '../../src/contract/agent.ts'
import type { Fault } from '../../src/contract/errors.ts'
import type { PersonId } from '../../src/contract/ids.ts'
import type { IdentityView, PersonView } from '../../src/contract/person.ts'

const at = '2026-11-20T09:00:00.000Z'

export const shownAgent: AgentWithKeys = {
  id: 'agt_01k9xv2m4te8wb1q0zr7y5h3e1',
  name: 'etl-bot',
  kind: 'agent',
  owners: ['bo@example.com', { group: 'squad' }],
  disabled: false,
  created_at: at,
  keys: [
    {
      id: 'key_01k9xv2m4te8wb1q0zr7y5h3e2',
      made_by: 'ana@example.com',
      created_at: at,
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    },
  ],
  trusts: [
    {
      id: 'trs_01k9xv2m4te8wb1q0zr7y5h3e3',
      issuer: 'https://issuer.example',
      audience: 'countersign',
      subject: 'repo:acme/*:ref:refs/heads/main',
      jwks_url: null,
      made_by: 'operator',
      created_at: at,
      last_used_at: null,
    },
  ],
}

export const shownPerson: PersonView = {
  id: 'per_01k9xv2m4te8wb1q0zr7y5h3f1',
  name: 'Eve \u202elive',
  emails: ['eve@example.com'],
  disabled: false,
  disabled_by: [],
  created_at: at,
}

const shownGroups: GroupState[] = [
  {
    name: 'sre',
    source: { kind: 'directory', name: 'Site Reliability' },
    heardAt: new Date(at),
    trouble: null,
    people: [{ id: shownPerson.id, name: 'eve@example.com', disabled: false }],
    uses: { rules: ['exports'], administers: true },
    owns: ['etl-bot'],
  },
]

export const removedAccount: IdentityView = {
  id: 'idn_01k9xv2m4te8wb1q0zr7y5h3f4',
  provider: 'oidc',
  tenant: 'https://login.example',
  subject: 'eve\u202e',
  created_at: at,
  removed_at: at,
}

/** Administration in memory: what was done, by whom, is listed. */
export interface FakeAdministration {
  verbs: AdministrationVerbs
  /** Who administers, and who owns the one agent. */
  admins: Set<PersonId>
  owners: Set<PersonId>
  done: unknown[][]
}

export function fakeAdministration(): FakeAdministration {
  const admins = new Set<PersonId>()
  const owners = new Set<PersonId>()
  const done: unknown[][] = []
  const note = (by: Administrator, ...act: unknown[]) => {
    done.push([by.kind === 'person' ? by.person.id : by.kind, ...act])
  }
  const administrator: AdministrationVerbs['administrator'] = async ({ person, identity }) => {
    if (!admins.has(person)) return null
    const groups = { usergroups: [], directoryGroups: [], oidcGroups: [] }
    const record = { id: person, name: null, emails: [], ...groups, disabled: false }
    return { kind: 'person', person: record, identity }
  }
  const verbs: AdministrationVerbs = {
    administrator,
    people: async ({ email }) => ({
      data: email === undefined || email === 'eve@example.com' ? [shownPerson] : [],
      next_cursor: null,
    }),
    person: async (id) =>
      id === shownPerson.id
        ? {
            person: shownPerson,
            identities: [
              {
                id: 'idn_01k9xv2m4te8wb1q0zr7y5h3f2',
                provider: 'slack',
                tenant: 'T0',
                subject: 'U0',
                created_at: at,
              },
              {
                id: 'idn_01k9xv2m4te8wb1q0zr7y5h3f3',
                provider: 'scim',
                tenant: 'directory',
                subject: 'scu_x',
                created_at: at,
              },
            ],
            removed: [removedAccount],
          }
        : null,
    setStanding: async (by, { person, disabled }) => {
      note(by, 'standing', person, disabled)
      return person === shownPerson.id ? shownPerson : null
    },
    removeIdentity: async (by, { identity }) => {
      note(by, 'remove', identity)
      return { ok: true }
    },
    restoreIdentity: async (by, { identity }) => {
      note(by, 'restore', identity)
      return identity === removedAccount.id
        ? { ok: true, identity: removedAccount }
        : { ok: false, code: 'second_identity' }
    },
    merge: async (by, { email }) => {
      note(by, 'merge', email)
      if (email === 'eve@example.com') return { ok: true, person: shownPerson }
      return { ok: false, code: email === 'two@example.com' ? 'second_identity' : 'not_found' }
    },
    groups: async () => shownGroups,
    agents: async (visitor) => {
      const by = await administrator(visitor)
      const isShown = by !== null || owners.has(visitor.person)
      return { by, agents: isShown ? [shownAgent] : [] }
    },
    agent: async () => shownAgent,
    groupNames: async () => ['sre', 'squad'],
    createAgent: async (by, body) => {
      if (body.name === shownAgent.name) return { ok: false, code: 'agent_name_taken' }
      const errors = unknownGroups(body.owners)
      if (errors.length > 0) return { ok: false, code: 'invalid_request', errors }
      note(by, 'agent', body)
      return { ok: true, agent: shownAgent, key: 'csa_shown-once' }
    },
    changeOwners: async (by, agent, owned) => {
      const errors = unknownGroups(owned)
      if (errors.length > 0) return { ok: false, code: 'invalid_request', errors }
      note(by, 'owners', agent, owned)
      return { ok: true, agent: shownAgent }
    },
    setAgentStanding: async (by, agent, disabled) => {
      note(by, 'agent standing', agent, disabled)
      return true
    },
    addKey: async (by, agent, seconds) => {
      note(by, 'key', agent, seconds)
      return { id: 'key_01k9xv2m4te8wb1q0zr7y5h3e4', key: 'csa_shown-once', expires_at: null }
    },
    revokeKey: async (by, _agent, key) => {
      note(by, 'revoke', key)
      return true
    },
    addTrust: async (by, agent, body) => {
      const refusal = refusalOf(body)
      if (refusal !== null) return refusal
      note(by, 'new trust', agent, body)
      const [trust] = shownAgent.trusts
      return trust === undefined ? refusedTrust('not_found', '') : { ok: true, trust }
    },
    removeTrust: async (by, _agent, trust) => {
      note(by, 'trust', trust)
      return true
    },
  }
  return { verbs, admins, owners, done }
}

function unknownGroups(owners: Owner[]): Fault[] {
  return owners.flatMap((owner, index) =>
    typeof owner === 'string' || owner.group === 'squad'
      ? []
      : [{ pointer: `/owners/${index}/group`, detail: 'is no group of the policy in force' }],
  )
}

type TrustRefusal = Extract<TrustAdded, { ok: false }>

/** The refusals of the real verb, each for one value. */
function refusalOf({ issuer, subject }: TrustBody): TrustRefusal | null {
  if (issuer.startsWith('http:')) {
    const errors = [{ pointer: '/issuer', detail: 'must be an https URL' }]
    return refusedTrust('trust_refused', 'Keys are fetched from https addresses.', errors)
  }
  if (subject.startsWith('*')) {
    const errors = [{ pointer: '/subject', detail: 'must have two whole segments' }]
    return refusedTrust('invalid_request', 'The subject is no pattern.', errors)
  }
  return subject === shownAgent.trusts[0]?.subject
    ? refusedTrust('trust_overlaps', 'Agent etl-bot trusts tokens whose subjects overlap.')
    : null
}

function refusedTrust(
  code: TrustRefusal['code'],
  detail: string,
  errors: Fault[] = [],
): TrustRefusal {
  return { ok: false, code, detail, errors }
}
