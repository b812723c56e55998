import { z } from 'zod'
import { AgentId, GrantId, RequestId } from './ids.ts'
import { detailCharsMax, grantCharsMax, reasonCharsMax } from './limits.ts'
import { Digest, Instant, SurfaceName } from './words.ts'

/** The `typ` of a grant's header, so that no other token of the same key can pass for one (RFC 8725, section 3.11). */
export const grantType = 'countersign-grant+jwt'

export const GrantStatus = z.enum(['unused', 'used', 'expired', 'revoked'])
export type GrantStatus = z.infer<typeof GrantStatus>

const seconds = z.int().min(0)

/** What a grant says: whose it is, for which action, under which policy, and by whose approvals. Times are in seconds. */
export const GrantClaims = z
  .looseObject({
    iss: z.string(),
    aud: z.string(),
    sub: AgentId,
    jti: GrantId,
    iat: seconds,
    nbf: seconds,
    exp: seconds,
    request: RequestId,
    digest: Digest,
    policy: z.string(),
    approvals: z.array(
      z.strictObject({
        person: z.string(),
        group: z.string().nullable(),
        surface: SurfaceName,
        at: Instant,
      }),
    ),
    /** RFC 9396, section 2. */
    authorization_details: z.tuple([
      z.strictObject({
        type: z.literal('countersign_action'),
        action: z.string(),
        resource: z.string().nullable(),
        environment: z.string().nullable(),
      }),
    ]),
    /** The last checkpoint of the log, null while there is none. */
    log: z.strictObject({ size: z.int(), root: z.string() }).nullable(),
  })
  .meta({ id: 'GrantClaims' })
export type GrantClaims = z.infer<typeof GrantClaims>

/** Whatever does not match is another action, so the parts are not held to the form of a proposal here. */
const Part = z.string().nullish()

/** The body of `POST /v1/grants/consume`. A part left out is the same as null. */
export const ConsumeBody = z
  .strictObject({
    grant: z.string().max(grantCharsMax),
    agent: Part,
    action: Part,
    resource: Part,
    environment: Part,
    on_behalf_of: Part,
    payload: z.json().optional(),
  })
  .meta({ id: 'ConsumeBody' })
export type ConsumeBody = z.infer<typeof ConsumeBody>

export const Consumed = z
  .strictObject({ id: GrantId, request: RequestId, consumed_at: Instant })
  .meta({ id: 'Consumed' })
export type Consumed = z.infer<typeof Consumed>

export const OutcomeStatus = z.enum(['succeeded', 'failed'])
export type OutcomeStatus = z.infer<typeof OutcomeStatus>

/** The body of `POST /v1/requests/{id}/outcome`. */
export const OutcomeBody = z
  .strictObject({ status: OutcomeStatus, detail: z.string().max(detailCharsMax).optional() })
  .meta({ id: 'OutcomeBody' })
export type OutcomeBody = z.infer<typeof OutcomeBody>

/** The body of `POST /v1/requests/{id}/revoke`. */
export const RevokeBody = z
  .strictObject({ reason: z.string().max(reasonCharsMax).optional() })
  .meta({ id: 'RevokeBody' })

/** The public keys that grants are signed with (RFC 7517, RFC 8037). */
export const KeySet = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: z.string(),
        alg: z.literal('EdDSA'),
        use: z.literal('sig'),
      }),
    ),
  })
  .meta({ id: 'KeySet' })
export type KeySet = z.infer<typeof KeySet>
