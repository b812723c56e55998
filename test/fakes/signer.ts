import { generateKeyPairSync } from 'node:crypto'
import { readSigningKeys } from '../../src/main/read-signing-keys.ts'
import { createGrantSigner, type LocalSigner } from '../../src/proof/sign/grant-signer.ts'
import type { SigningKey } from '../../src/proof/sign/signing-keys.ts'

/** A fresh Ed25519 key in PEM. */
export function newKeyText(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

export function signingKeysOf(text: string): SigningKey[] {
  const read = readSigningKeys(text)
  if (!read.ok) throw new Error(read.fault)
  return read.keys
}

/** The real signer with a key of its own. */
export function newSigner(now = () => new Date()): LocalSigner {
  return createGrantSigner(signingKeysOf(newKeyText()), now)
}
