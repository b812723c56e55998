import { CompactSign } from 'jose'
import { type GrantClaims, grantType } from '../../src/contract/grant.ts'
import type { JsonValue } from '../../src/contract/json.ts'
import type { SigningKey } from '../../src/proof/sign/signing-keys.ts'
import { actionDigest } from '../../src/proof/verify/digest.ts'
import type { GrantedAction } from '../../src/proof/verify/verify-grant.ts'

export const issuer = 'https://countersign.example.com'
export const agentId = 'agt_01k9xv2m4te8wb1q0zr7y5h3ad'
const suffix = '01k9xv2m4te8wb1q0zr7y5h3ae'

export const deploy: GrantedAction & { payload: JsonValue } = {
  action: 'app.deploy',
  resource: 'cluster/eu',
  environment: 'production',
  on_behalf_of: null,
  payload: { image: 'web@sha256:77', replicas: 3 },
}

/** What a grant for an action says, given at a time in milliseconds. */
export function claimsFor(
  action: GrantedAction,
  now: number,
  changes: Partial<Record<keyof GrantClaims, unknown>> = {},
): Record<string, unknown> {
  const seconds = Math.floor(now / 1_000)
  return {
    iss: issuer,
    aud: issuer,
    sub: agentId,
    jti: `gnt_${suffix}`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + 300,
    request: `req_${suffix}`,
    digest: actionDigest({ ...action, agent: agentId }),
    policy: 'sha256:1',
    approvals: [
      {
        person: 'ana@example.com',
        group: 'security',
        surface: 'slack',
        at: '2026-11-21T14:05:00.000Z',
      },
    ],
    authorization_details: [
      {
        type: 'countersign_action',
        action: action.action,
        resource: action.resource ?? null,
        environment: action.environment ?? null,
      },
    ],
    log: null,
    ...changes,
  }
}

/** Signs whatever it is given, as a careless or hostile issuer would. */
export function signAs(
  { privateKey, kid }: SigningKey,
  claims: object | string,
  header: Record<string, unknown> = {},
): Promise<string> {
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims)
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'EdDSA', typ: grantType, kid, ...header })
    .sign(privateKey, { crit: { 'https://example.com/own': true } })
}
