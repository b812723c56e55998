import type {
  AgentBody,
  AgentPatch,
  AgentView,
  AgentWithKeys,
  NewKey,
  Owner,
} from '../contract/agent.ts'
import type { AgentId, KeyId, PersonId } from '../contract/ids.ts'
import { administrativeActor } from './administrate.ts'
import type {
  Administrator,
  AgentChanged,
  AgentCreated,
  Agents,
  EventDraft,
  NewId,
  OwnerRecord,
  People,
  Policies,
  PolicyLibrary,
  UnknownOwner,
} from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface AgentDeps {
  newId: NewId
  agents: Agents
  people: Pick<People, 'byEmail'>
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
  now: () => Promise<Date>
  /** A fresh bearer token of a kind, and the hash that is stored of it. */
  newToken: (prefix: 'csa' | 'cse') => { token: string; hash: string }
}

/** Registers an agent with its owners and a first key, which is shown this once. */
export async function createAgent(
  deps: AgentDeps,
  by: Administrator,
  body: AgentBody,
): Promise<AgentCreated> {
  const id = deps.newId('agt')
  const now = await deps.now()
  const owners = await ownersOf(deps, body.owners)
  if (!owners.ok) return owners
  const key = newKey(deps, { kind: body.kind, by, expiresAt: null })
  const event = eventOf(deps, { by, at: now, agent: id })
  const result = await deps.agents.create({
    id,
    name: body.name,
    kind: body.kind,
    owners: owners.records,
    key: key.stored,
    events: [
      event('agent.created', { owners: owners.records.map(ownerInEvent) }),
      event('agent.key_created', { key: key.stored.id }),
    ],
  })
  if (result === 'name_taken') return { ok: false, code: 'agent_name_taken' }
  const created = await deps.agents.read(id)
  if (created === null) throw new Error('an agent cannot be read after its creation')
  return { ok: true, agent: withoutKeys(created), key: key.token }
}

/** Changes owners or standing. */
export async function changeAgent(
  deps: AgentDeps,
  by: Administrator,
  id: AgentId,
  patch: AgentPatch,
): Promise<AgentChanged> {
  const at = await deps.now()
  const owners = await ownersOf(deps, patch.owners ?? [])
  if (!owners.ok) return owners
  const { records } = owners
  const standing = patch.disabled === undefined ? {} : { disabled: patch.disabled }
  const isOwned = patch.owners !== undefined
  const said = { ...(isOwned ? { owners: records.map(ownerInEvent) } : {}), ...standing }
  const events = [eventOf(deps, { by, at, agent: id })('agent.changed', said)]
  const change = { ...(isOwned ? { owners: records } : {}), ...standing, at }
  const found = await deps.agents.change(id, change, events)
  const changed = found ? await deps.agents.read(id) : null
  return changed === null
    ? { ok: false, code: 'not_found' }
    : { ok: true, agent: withoutKeys(changed) }
}

/**
 * Adds a key beside the others, so that keys can be changed without a gap. Whoever makes it may not decide what it
 * proposes. Null for an unknown agent.
 */
export async function addKey(
  deps: AgentDeps,
  by: Administrator,
  id: AgentId,
  expiresInSeconds: number | null,
): Promise<NewKey | null> {
  const found = await deps.agents.read(id)
  if (found === null) return null
  const at = await deps.now()
  const expiresAt =
    expiresInSeconds === null ? null : new Date(at.getTime() + expiresInSeconds * 1000)
  const key = newKey(deps, { kind: found.kind, by, expiresAt })
  const event = eventOf(deps, { by, at, agent: id })
  const events = [event('agent.key_created', { key: key.stored.id })]
  if (!(await deps.agents.addKey(id, key.stored, events))) return null
  return { id: key.stored.id, key: key.token, expires_at: expiresAt?.toISOString() ?? null }
}

/** Revokes a key at once. False for an unknown agent or key. */
export async function revokeKey(
  deps: AgentDeps,
  by: Administrator,
  id: AgentId,
  key: KeyId,
): Promise<boolean> {
  const at = await deps.now()
  const event = eventOf(deps, { by, at, agent: id })
  return deps.agents.revokeKey(id, key, at, [event('agent.key_revoked', { key })])
}

/** Who made a key or a trust, as it is stored: nobody for the admin token. */
export function makerOf(by: Administrator): PersonId | null {
  return by.kind === 'person' ? by.person.id : null
}

function newKey(
  deps: AgentDeps,
  {
    kind,
    by,
    expiresAt,
  }: { kind: 'agent' | 'executor'; by: Administrator; expiresAt: Date | null },
) {
  const { token, hash } = deps.newToken(kind === 'executor' ? 'cse' : 'csa')
  return { token, stored: { id: deps.newId('key'), hash, madeBy: makerOf(by), expiresAt } }
}

/** Each owner once. A group has to be one of the policy in force: a name that means nobody would bar nobody. */
async function ownersOf(
  deps: AgentDeps,
  owners: Owner[],
): Promise<{ ok: true; records: OwnerRecord[] } | UnknownOwner> {
  const groups = owners.some((owner) => typeof owner !== 'string') ? await groupsInForce(deps) : []
  const errors = owners.flatMap((owner, index) =>
    typeof owner === 'string' || groups.includes(owner.group)
      ? []
      : [{ pointer: `/owners/${index}/group`, detail: 'is no group of the policy in force' }],
  )
  if (errors.length > 0) return { ok: false, code: 'invalid_request', errors }
  const records = await Promise.all(
    owners.map(async (owner) =>
      typeof owner === 'string' ? { person: await deps.people.byEmail(owner) } : owner,
    ),
  )
  const once = new Map(records.map((record) => [JSON.stringify(record), record]))
  return { ok: true, records: [...once.values()] }
}

/** The groups of the policy in force, by name. */
export async function groupsInForce(
  deps: Pick<AgentDeps, 'policies' | 'policyRecords'>,
): Promise<string[]> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) return []
  return Object.keys((await deps.policies.compiled(inForce.version)).policy.groups)
}

function ownerInEvent(owner: OwnerRecord) {
  return 'person' in owner ? owner.person : { group: owner.group }
}

function withoutKeys({ keys, trusts, ...agent }: AgentWithKeys): AgentView {
  return agent
}

/** Drafts what an administrator did to an agent. */
export function eventOf(
  { newId }: Pick<AgentDeps, 'newId'>,
  { by, at, agent }: { by: Administrator; at: Date; agent: AgentId },
): (type: EventDraft['type'], more: EventDraft['more']) => EventDraft {
  return (type, more) =>
    draftEvent(newId, { type, at, ...administrativeActor(by), more: { agent, ...more } })
}
