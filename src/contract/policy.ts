import { z } from 'zod'
import { TokenId } from './ids.ts'
import { Email, Instant } from './words.ts'

/** The answer of `GET /v1/policy`. */
export const PolicyInForce = z
  .strictObject({ version: z.string(), since: Instant, yaml: z.string() })
  .meta({ id: 'PolicyInForce' })

/** The body of `POST /v1/policy/check`. */
export const PolicyText = z.strictObject({ yaml: z.string() }).meta({ id: 'PolicyText' })

export const PolicyFault = z
  .strictObject({ line: z.int(), column: z.int(), path: z.string(), detail: z.string() })
  .meta({ id: 'PolicyFault' })
export type PolicyFault = z.infer<typeof PolicyFault>

/** The answer of `POST /v1/policy/check`. */
export const PolicyCheck = z
  .union([
    z.strictObject({
      valid: z.literal(true),
      version: z.string(),
      warnings: z.array(z.string()),
    }),
    z.strictObject({ valid: z.literal(false), faults: z.array(PolicyFault) }),
  ])
  .meta({ id: 'PolicyCheck' })
export type PolicyCheck = z.infer<typeof PolicyCheck>

/** The body of `POST /v1/dev/tokens`. */
export const DevTokenBody = z.strictObject({ email: Email }).meta({ id: 'DevTokenBody' })

/** A new person token, shown once. */
export const NewToken = z
  .strictObject({ id: TokenId, token: z.string(), expires_at: Instant })
  .meta({ id: 'NewToken' })
