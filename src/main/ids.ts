import { randomBytes } from 'node:crypto'
import { typeidUnboxed } from 'typeid-js'
import type { NewId } from '../app/ports.ts'
import type { IdByPrefix } from '../contract/ids.ts'
import {
  hashSecret,
  type TokenPrefix,
  tokenRandomBytes,
  writeToken,
} from '../proof/verify/token.ts'

/** A fresh TypeID over UUIDv7. */
export const newId: NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) =>
  typeidUnboxed(prefix) as string as IdByPrefix[Prefix]

/** A fresh bearer token and the hash that is stored of it. */
export function newToken(prefix: TokenPrefix): { token: string; hash: string } {
  return writeToken(prefix, randomBytes(tokenRandomBytes))
}

/** A fresh secret for a cookie or a link, and the hash that is stored of it. */
export function newSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, hash: hashSecret(secret) }
}
