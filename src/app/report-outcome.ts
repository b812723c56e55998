import type { ErrorCode } from '../contract/errors.ts'
import type { OutcomeBody } from '../contract/grant.ts'
import type { RequestId } from '../contract/ids.ts'
import type { RequestObject } from '../contract/request.ts'
import type { RequestRecord } from '../core/record.ts'
import { commit } from '../proof/verify/commitment.ts'
import type { NewId, Principal, Requests } from './ports.ts'
import { draftEvent } from './record-event.ts'
import { type ViewDeps, viewRequest } from './view-request.ts'

export interface OutcomeDeps extends ViewDeps {
  newId: NewId
  requests: Pick<Requests, 'factsForDecision' | 'reportOutcome'>
}

export type OutcomeResult =
  | { ok: true; request: RequestObject }
  | {
      ok: false
      code: Extract<
        ErrorCode,
        'not_found' | 'forbidden' | 'grant_not_used' | 'outcome_already_reported'
      >
    }

type Agent = Extract<Principal, { kind: 'agent' }>

/** Whoever used the grant says how the execution went, once. */
export async function reportOutcome(
  deps: OutcomeDeps,
  caller: Agent,
  id: RequestId,
  { status, detail: given = '' }: OutcomeBody,
): Promise<OutcomeResult> {
  const facts = await deps.requests.factsForDecision({ request: id, clicker: null })
  const refused = facts === null ? 'not_found' : refusalOf(caller, facts.request)
  if (facts === null || refused !== null) return { ok: false, code: refused ?? 'not_found' }
  const { request } = facts
  const at = request.readAt
  const detail = given.trim() === '' ? null : given
  const commitments = detail === null ? {} : { detail: commit(request.salt, 'outcome', detail) }
  const result = await deps.requests.reportOutcome({
    request: id,
    by: caller.id,
    outcome: { status, detail, at },
    event: draftEvent(deps.newId, {
      type: 'outcome.reported',
      at,
      request: id,
      actor: { kind: 'agent', id: caller.id },
      code: status,
      more: { key: caller.key, commitments },
    }),
  })
  if (result === 'stale') return { ok: false, code: 'outcome_already_reported' }
  const written = { ...request, outcome: { status, detail, at } }
  return { ok: true, request: await viewRequest(deps, written, facts.policyVersion) }
}

/** An executor may run anybody's action; of another's request an agent learns nothing. */
function refusalOf(
  caller: Agent,
  { agent, grant, outcome }: RequestRecord,
): Extract<OutcomeResult, { ok: false }>['code'] | null {
  const usedBy = grant?.usedBy ?? null
  if (usedBy === caller.id) return outcome === null ? null : 'outcome_already_reported'
  if (agent.id !== caller.id && caller.agentKind === 'agent') return 'not_found'
  return usedBy === null ? 'grant_not_used' : 'forbidden'
}
