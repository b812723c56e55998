import { z } from 'zod'
import { commentCharsMax, reasonCharsMax } from './limits.ts'
import { DecisionWord, Digest } from './words.ts'

/** The body of `POST /v1/requests/{id}/decisions`. */
export const DecisionBody = z
  .strictObject({
    decision: DecisionWord,
    comment: z.string().max(commentCharsMax).optional(),
    digest: Digest,
  })
  .meta({ id: 'DecisionBody' })
export type DecisionBody = z.infer<typeof DecisionBody>

/** The body of `POST /v1/requests/{id}/cancel`. */
export const CancelBody = z
  .strictObject({ reason: z.string().max(reasonCharsMax).optional() })
  .meta({ id: 'CancelBody' })
export type CancelBody = z.infer<typeof CancelBody>
