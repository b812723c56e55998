import type { ErrorCode } from '../contract/errors.ts'
import type { RequestId } from '../contract/ids.ts'
import type { RequestObject } from '../contract/request.ts'
import { isAdministrator, mayRead } from '../core/authority.ts'
import { grantIdOf, grantStatus } from '../core/grant.ts'
import { commit } from '../proof/verify/commitment.ts'
import type { Actor, DecisionFacts, NewId, Principal, Requests } from './ports.ts'
import { draftEvent, operator } from './record-event.ts'
import { type ViewDeps, viewRequest } from './view-request.ts'

export interface RevokeDeps extends ViewDeps {
  newId: NewId
  requests: Pick<Requests, 'factsForDecision' | 'revokeGrant'>
}

export type RevokeResult =
  | { ok: true; request: RequestObject }
  | {
      ok: false
      code: Extract<
        ErrorCode,
        'not_found' | 'forbidden' | 'no_grant' | 'grant_already_used' | 'grant_expired'
      >
    }

type Revoker = Extract<Principal, { kind: 'person' | 'admin' }>

const attemptsCountMax = 50

/**
 * Takes an approval back before it is used: whoever approved it may, and administrators. Doing so twice is the same
 * answer twice.
 */
export async function revoke(
  deps: RevokeDeps,
  revoker: Revoker,
  id: RequestId,
  reason: string | null,
): Promise<RevokeResult> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForDecision({ request: id, clicker: null })
    if (facts === null) return { ok: false, code: 'not_found' }
    const refused = await refusalOf(deps, revoker, facts)
    if (refused !== null) return { ok: false, code: refused }
    const { request, policyVersion } = facts
    if (grantStatus(request) === 'revoked') {
      return { ok: true, request: await viewRequest(deps, request, policyVersion) }
    }
    await deps.requests.revokeGrant(revocation(deps, revoker, facts, reason))
  }
  throw new Error('the request kept changing while its grant was revoked')
}

async function refusalOf(
  deps: RevokeDeps,
  revoker: Revoker,
  { request, policyVersion }: DecisionFacts,
): Promise<Extract<RevokeResult, { ok: false }>['code'] | null> {
  if (revoker.kind === 'person') {
    const { policy } = await deps.policies.compiled(policyVersion)
    const { person } = revoker
    const approved = request.decisions.some(
      ({ decision, person: { id } }) => decision === 'approve' && id === person.id,
    )
    if (!approved && !isAdministrator(person, policy))
      return mayRead(person, request, policy) ? 'forbidden' : 'not_found'
    if (person.disabled) return 'forbidden'
  }
  switch (grantStatus(request)) {
    case null:
      return 'no_grant'
    case 'used':
      return 'grant_already_used'
    case 'expired':
      return 'grant_expired'
    default:
      return null
  }
}

function revocation(
  deps: RevokeDeps,
  revoker: Revoker,
  { request }: DecisionFacts,
  given: string | null,
) {
  const reason = given === null || given.trim() === '' ? null : given
  const actor: Actor =
    revoker.kind === 'admin' ? operator : { kind: 'person', id: revoker.person.id }
  const code = revoker.kind === 'admin' ? 'bootstrap' : null
  const commitments = reason === null ? {} : { reason: commit(request.salt, 'revoke', reason) }
  const event = draftEvent(deps.newId, {
    type: 'grant.revoked',
    at: request.readAt,
    request: request.id,
    actor,
    code,
    more: { grant: grantIdOf(request.id), commitments },
  })
  return { request: request.id, at: request.readAt, reason, event }
}
