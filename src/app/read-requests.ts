import type { RequestId } from '../contract/ids.ts'
import type { JsonValue } from '../contract/json.ts'
import type { ListQuery } from '../contract/list.ts'
import type { PayloadView, RequestObject } from '../contract/request.ts'
import { groupsOf, isAdministrator, mayRead } from '../core/authority.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { RequestRecord } from '../core/record.ts'
import { maskedPayload } from './card-of.ts'
import { type GiveDeps, viewForAgent } from './give-grant.ts'
import type { Events, Policies, Principal, RequestReader, Requests, StoredEvent } from './ports.ts'
import { viewPayload } from './view-payload.ts'
import { viewRequest } from './view-request.ts'

export interface ReadDeps extends GiveDeps {
  requests: Pick<Requests, 'read' | 'list'>
  events: Pick<Events, 'ofRequest'>
  policyRecords: Pick<Policies, 'inForce'>
}

/** One request as a principal may see it; null where it is not theirs to see, which looks like not being there. */
export async function readRequest(
  deps: ReadDeps,
  principal: Principal,
  id: RequestId,
): Promise<RequestObject | null> {
  const found = await readableRecord(deps, principal, id)
  return found === null ? null : viewFor(deps, principal, found.record, found.version)
}

/** The grant is for the agent whose it is. */
async function viewFor(
  deps: ReadDeps,
  principal: Principal,
  record: RequestRecord,
  version: string,
): Promise<RequestObject> {
  return principal.kind === 'agent'
    ? viewForAgent(deps, record, version)
    : viewRequest(deps, record, version)
}

/** What a principal may list: an agent its own, a person what they may review, whoever administers all. */
export async function listRequests(
  deps: ReadDeps,
  principal: Principal,
  query: ListQuery,
): Promise<{ data: RequestObject[]; next_cursor: string | null }> {
  const { version, policy } = await inForce(deps)
  const page = await deps.requests.list(query, readerOf(principal, policy))
  const data = await Promise.all(
    page.requests.map((record) => viewFor(deps, principal, record, version)),
  )
  return { data, next_cursor: page.nextCursor }
}

/** The story of one request, in order, with people's names filled in. Null as in `readRequest`. */
export async function readEvents(
  deps: ReadDeps,
  principal: Principal,
  id: RequestId,
): Promise<{ data: JsonValue[] } | null> {
  const found = await readableRecord(deps, principal, id)
  if (found === null) return null
  const events = await deps.events.ofRequest(id)
  return { data: events.map(viewEvent) }
}

/** The payload as a principal may see it: whole for its agent, masked for people. Null as in `readRequest`. */
export async function readPayload(
  deps: ReadDeps,
  principal: Principal,
  id: RequestId,
): Promise<PayloadView | null> {
  const found = await readableRecord(deps, principal, id)
  if (found === null) return null
  if (principal.kind === 'agent') {
    return { payload: JSON.parse(found.record.payloadText), hidden: [] }
  }
  const { policy } = await deps.policies.compiled(found.version)
  return viewPayload(maskedPayload(found.record, policy))
}

/** A stored event with the actor's name, which the record itself does not hold. */
export function viewEvent(event: StoredEvent): JsonValue {
  const body = JSON.parse(event.body)
  return { ...body, actor: { ...body.actor, name: event.actorName } }
}

async function readableRecord(
  deps: ReadDeps,
  principal: Principal,
  id: RequestId,
): Promise<{ record: RequestRecord; version: string } | null> {
  const record = await deps.requests.read(id)
  if (record === null) return null
  const { version, policy } = await inForce(deps)
  return isReadable(principal, record, policy) ? { record, version } : null
}

function isReadable(principal: Principal, record: RequestRecord, policy: Policy): boolean {
  switch (principal.kind) {
    case 'admin':
      return true
    case 'agent':
      return principal.id === record.agent.id
    case 'person':
      return mayRead(principal.person, record, policy)
  }
}

function readerOf(principal: Principal, policy: Policy): RequestReader {
  switch (principal.kind) {
    case 'admin':
      return { kind: 'admin', agent: null, groups: [] }
    case 'agent':
      return { kind: 'agent', agent: principal.id, groups: [] }
    case 'person':
      return isAdministrator(principal.person, policy)
        ? { kind: 'admin', agent: null, groups: [] }
        : { kind: 'person', agent: null, groups: groupsOf(principal.person, policy) }
  }
}

async function inForce(deps: ReadDeps): Promise<{ version: string; policy: Policy }> {
  const record = await deps.policyRecords.inForce()
  if (record === null) throw new Error('no policy is in force')
  const { policy } = await deps.policies.compiled(record.version)
  return { version: record.version, policy }
}
