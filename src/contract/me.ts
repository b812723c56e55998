import { z } from 'zod'
import { TokenId } from './ids.ts'
import { nameCharsMax, tokenSecondsMax } from './limits.ts'
import { NewToken } from './policy.ts'
import { sessionCookieName } from './session-cookie.ts'
import { Instant, isPlain, plainFault } from './words.ts'

/** What its owner calls a token: it is shown to nobody else. */
export const TokenName = z.string().trim().min(1).max(nameCharsMax).refine(isPlain, plainFault)

/** The body of `POST /v1/me/tokens`. `expires_in` is in seconds. */
export const TokenBody = z
  .strictObject({ name: TokenName, expires_in: z.int().min(1).max(tokenSecondsMax) })
  .meta({ id: 'TokenBody' })

const TokenView = z
  .strictObject({
    id: TokenId,
    name: z.string(),
    created_at: Instant,
    last_used_at: Instant.nullable(),
    expires_at: Instant,
  })
  .meta({ id: 'Token' })
export type TokenView = z.infer<typeof TokenView>

const TokenList = z.strictObject({ data: z.array(TokenView) }).meta({ id: 'TokenList' })

const csrf = { 'x-csrf-token': 'The token of the session, as every form of the console holds it.' }

/** The console's session, where a token is not taken. */
export const sessionScheme = { type: 'apiKey', in: 'cookie', name: sessionCookieName(true) }

/** What a signed-in person does for themselves: with the session cookie of the console. */
export const meEndpoints = {
  'post /v1/me/tokens': {
    summary: 'Make a person token (a signed-in person). It is shown once.',
    session: true,
    body: TokenBody,
    headers: csrf,
    answers: { 201: NewToken },
  },
  'get /v1/me/tokens': {
    summary: 'Your person tokens that still work (a signed-in person).',
    session: true,
    answers: { 200: TokenList },
  },
  'delete /v1/me/tokens/{id}': {
    summary: 'Revoke one of your person tokens (a signed-in person).',
    session: true,
    headers: csrf,
    answers: { 204: null },
  },
} as const
