import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { Logger } from 'pino'
import { z } from 'zod'
import { createGrantSigner, type LocalSigner } from '../proof/sign/grant-signer.ts'
import type { SigningKey } from '../proof/sign/signing-keys.ts'
import { readSigningKeys } from './read-signing-keys.ts'

const watchEveryMs = 1_000

/** SIGNING_KEY: an Ed25519 private key, or several with the times from which on they sign. */
export const SigningKeys = z.string().transform((text, context) => {
  const read = readSigningKeys(text)
  if (read.ok) return read.keys
  context.addIssue(read.fault)
  return z.NEVER
})

/** A fresh key in PEM, for development mode to keep. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Signs with the keys that were given; without any, with the one that development mode keeps. */
export function openGrantSigner(
  given: { keys: SigningKey[]; file: string | null },
  secrets: { signing_key: string } | undefined,
  log: Logger,
): { signer: LocalSigner; unwatch: () => void } {
  const isGiven = given.keys.length > 0 || secrets === undefined
  const keys = isGiven ? given.keys : SigningKeys.parse(secrets.signing_key)
  const signer = createGrantSigner(keys, () => new Date())
  const unwatch = given.file === null ? () => undefined : watchSigningKeys(given.file, signer, log)
  return { signer, unwatch }
}

/**
 * Takes over the keys of a file whenever it changes and on SIGHUP, so that `countersign keys rotate` needs no restart.
 * A file with a fault keeps the keys that are in use.
 */
function watchSigningKeys(file: string, signer: LocalSigner, log: Logger): () => void {
  const reload = () => {
    const read = readFile(file)
    if (!read.ok) {
      log.error({ file, fault: read.fault }, 'the signing keys were not taken over')
      return
    }
    signer.take(read.keys)
    log.info({ kids: read.keys.map(({ kid }) => kid) }, 'the signing keys were read again')
  }
  watchFile(file, { interval: watchEveryMs }, reload)
  process.on('SIGHUP', reload)
  // The watch tells of changes from now on. Between the first reading and now a start may have taken its time.
  reload()
  return () => {
    unwatchFile(file, reload)
    process.off('SIGHUP', reload)
  }
}

function readFile(file: string): ReturnType<typeof readSigningKeys> {
  try {
    return readSigningKeys(readFileSync(file, 'utf8'))
  } catch {
    return { ok: false, fault: 'the file cannot be read' }
  }
}
