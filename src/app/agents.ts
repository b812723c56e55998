import type { AgentBody, AgentPatch, AgentView, KeyView, NewKey } from '../contract/agent.ts'
import type { AgentId, KeyId } from '../contract/ids.ts'
import type { Agents, EventDraft, NewId, People } from './ports.ts'
import { draftEvent, operator } from './record-event.ts'

export interface AgentDeps {
  newId: NewId
  agents: Agents
  people: Pick<People, 'byEmail'>
  now: () => Promise<Date>
  /** A fresh bearer token of a kind, and the hash that is stored of it. */
  newToken: (prefix: 'csa' | 'cse') => { token: string; hash: string }
}

export type AgentCreated =
  | { ok: true; agent: AgentView; key: string }
  | { ok: false; code: 'agent_name_taken' }

/** Registers an agent with its owners and a first key, which is shown this once. */
export async function createAgent(deps: AgentDeps, body: AgentBody): Promise<AgentCreated> {
  const id = deps.newId('agt')
  const now = await deps.now()
  const owners = await peopleOf(deps, body.owners)
  const key = newKey(deps, body.kind, null)
  const result = await deps.agents.create({
    id,
    name: body.name,
    kind: body.kind,
    owners,
    key: key.stored,
    events: [
      agentEvent(deps, now, 'agent.created', id, { owners }),
      agentEvent(deps, now, 'agent.key_created', id, { key: key.stored.id }),
    ],
  })
  if (result === 'name_taken') return { ok: false, code: 'agent_name_taken' }
  const created = await deps.agents.read(id)
  if (created === null) throw new Error('an agent cannot be read after its creation')
  return { ok: true, agent: created.agent, key: key.token }
}

/** Changes owners or standing. Null for an unknown agent. */
export async function changeAgent(
  deps: AgentDeps,
  id: AgentId,
  patch: AgentPatch,
): Promise<AgentView | null> {
  const now = await deps.now()
  const owners = patch.owners === undefined ? null : await peopleOf(deps, patch.owners)
  const change = {
    ...(owners === null ? {} : { owners }),
    ...(patch.disabled === undefined ? {} : { disabled: patch.disabled }),
  }
  const events = [agentEvent(deps, now, 'agent.changed', id, change)]
  if (!(await deps.agents.change(id, { ...change, at: now }, events))) return null
  return (await deps.agents.read(id))?.agent ?? null
}

/** Adds a key beside the others, so that keys can be changed without a gap. Null for an unknown agent. */
export async function addKey(
  deps: AgentDeps,
  id: AgentId,
  expiresInSeconds: number | null,
): Promise<NewKey | null> {
  const found = await deps.agents.read(id)
  if (found === null) return null
  const now = await deps.now()
  const expiresAt =
    expiresInSeconds === null ? null : new Date(now.getTime() + expiresInSeconds * 1000)
  const key = newKey(deps, found.agent.kind, expiresAt)
  const events = [agentEvent(deps, now, 'agent.key_created', id, { key: key.stored.id })]
  if (!(await deps.agents.addKey(id, key.stored, events))) return null
  return { id: key.stored.id, key: key.token, expires_at: expiresAt?.toISOString() ?? null }
}

/** Revokes a key at once. False for an unknown agent or key. */
export async function revokeKey(deps: AgentDeps, id: AgentId, key: KeyId): Promise<boolean> {
  const now = await deps.now()
  return deps.agents.revokeKey(id, key, now, [
    agentEvent(deps, now, 'agent.key_revoked', id, { key }),
  ])
}

/** One agent with its keys, never the keys themselves. */
export async function readAgent(
  deps: AgentDeps,
  id: AgentId,
): Promise<(AgentView & { keys: KeyView[] }) | null> {
  const found = await deps.agents.read(id)
  return found === null ? null : { ...found.agent, keys: found.keys }
}

function newKey(deps: AgentDeps, kind: 'agent' | 'executor', expiresAt: Date | null) {
  const { token, hash } = deps.newToken(kind === 'executor' ? 'cse' : 'csa')
  return { token, stored: { id: deps.newId('key'), hash, madeBy: null, expiresAt } }
}

async function peopleOf(deps: AgentDeps, emails: string[]) {
  return Promise.all([...new Set(emails)].map((email) => deps.people.byEmail(email)))
}

function agentEvent(
  deps: AgentDeps,
  at: Date,
  type: EventDraft['type'],
  agent: AgentId,
  more: EventDraft['more'],
): EventDraft {
  return draftEvent(deps.newId, { type, at, actor: operator, more: { agent, ...more } })
}
