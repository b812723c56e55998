import { z } from 'zod'
import type { SealAttempts, Sealing } from '../app/ports.ts'

const Attempt = z.strictObject({
  issuer: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  fresh: z.boolean().default(false),
  returnTo: z.string(),
  expiresAt: z.coerce.date(),
})

const context = 'sign-in-attempt'

/** Attempts to sign in as a cookie keeps them: nobody but us reads or makes one. */
export function sealAttempts(sealing: Sealing): SealAttempts {
  return {
    seal: (attempt) => sealing.seal(JSON.stringify(attempt), context),
    open: (sealed) => {
      const text = sealing.open(sealed, context)
      // One that another version of ours sealed is begun again.
      return text === null ? null : (Attempt.safeParse(JSON.parse(text)).data ?? null)
    },
  }
}
