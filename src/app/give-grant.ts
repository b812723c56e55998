import type { GrantClaims } from '../contract/grant.ts'
import type { RequestObject } from '../contract/request.ts'
import { grantIdOf, grantStatus } from '../core/grant.ts'
import type { GrantRecord, RequestRecord } from '../core/record.ts'
import type { GrantSigner } from './ports.ts'
import { personName, type ViewDeps, viewRequest } from './view-request.ts'

export interface GiveDeps extends ViewDeps {
  grants: Pick<GrantSigner, 'sign'>
}

/** One signature is good for so long. Whoever comes back later reads a fresh one. */
const signatureSecondsMax = 5 * 60

/**
 * The request as its own agent sees it: with the grant, while it can still be used. Each reading signs it afresh under
 * the same `jti`, so that a signature that leaks is worth little and an agent that was away is not too late.
 */
export async function viewForAgent(
  deps: GiveDeps,
  record: RequestRecord,
  policyVersion: string,
): Promise<RequestObject> {
  const view = await viewRequest(deps, record, policyVersion)
  const { grant } = record
  if (view.verdict === null || grant === null || !isUsable(record, grant)) return view
  const signed = await deps.grants.sign(claimsOf(record, grant, deps.publicUrl))
  return { ...view, verdict: { ...view.verdict, grant: signed } }
}

/** A signature lasts for whole seconds, so the last one of a grant is given a second before its end. */
function isUsable(record: RequestRecord, grant: GrantRecord): boolean {
  const isOver = seconds(record.readAt) >= seconds(grant.until)
  return grantStatus(record) === 'unused' && !record.agent.disabled && !isOver
}

function claimsOf(record: RequestRecord, { until }: GrantRecord, publicUrl: string): GrantClaims {
  const issuer = publicUrl.replace(/\/$/, '')
  const now = seconds(record.readAt)
  return {
    iss: issuer,
    aud: issuer,
    sub: record.agent.id,
    jti: grantIdOf(record.id),
    iat: now,
    nbf: now,
    exp: Math.min(now + signatureSecondsMax, seconds(until)),
    request: record.id,
    digest: record.digest,
    policy: record.policyVersion,
    approvals: approvalsOf(record),
    authorization_details: [
      {
        type: 'countersign_action',
        action: record.action,
        resource: record.resource,
        environment: record.environment,
      },
    ],
    log: null,
  }
}

function approvalsOf({ decisions, settlement }: RequestRecord): GrantClaims['approvals'] {
  return decisions
    .filter(({ decision }) => decision === 'approve')
    .map(({ id, person, surface, at }) => ({
      person: personName(person),
      group: settlement?.seats.find((seat) => seat.decision === id)?.group ?? null,
      surface,
      at: at.toISOString(),
    }))
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000)
}
