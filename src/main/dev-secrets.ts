import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { newSigningKey } from './grant-keys.ts'
import { newToken } from './ids.ts'

/** What development mode generates once and uses again. */
const DevSecrets = z.object({
  admin_token: z.string(),
  sample_agent_key: z.string(),
  secret_key: z.string(),
  signing_key: z.string(),
})
export type DevSecrets = z.infer<typeof DevSecrets>

const ownerOnly = 0o600

/** Reads the generated secrets of a data folder, or makes them. The file is the owner's alone. */
export function openDevSecrets(dataDir: string): { file: string; secrets: DevSecrets } {
  const file = path.join(dataDir, 'dev-secrets.json')
  if (!existsSync(file)) publish(file, newSecrets(), linkSync)
  addMissing(file)
  return { file, secrets: DevSecrets.parse(JSON.parse(readFileSync(file, 'utf8'))) }
}

function newSecrets(): DevSecrets {
  return {
    admin_token: `dev-admin-${randomBytes(24).toString('hex')}`,
    sample_agent_key: newToken('csa').token,
    secret_key: randomBytes(32).toString('base64'),
    signing_key: newSigningKey(),
  }
}

/** A folder of an earlier version has fewer secrets: those that it has stay as they are. */
function addMissing(file: string): void {
  const known = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
  if (!DevSecrets.safeParse(known).success) publish(file, { ...newSecrets(), ...known }, renameSync)
}

/** The file appears at once and whole. A link never replaces one: of two services that start at once both use the first's. */
function publish(file: string, secrets: DevSecrets, place: typeof linkSync): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: ownerOnly })
  try {
    place(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
