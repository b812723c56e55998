import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { newToken } from './ids.ts'

/** What development mode generates once and uses again. */
const DevSecrets = z.object({ admin_token: z.string(), sample_agent_key: z.string() })
export type DevSecrets = z.infer<typeof DevSecrets>

const ownerOnly = 0o600

/** Reads the generated secrets of a data folder, or makes them. The file is the owner's alone. */
export function openDevSecrets(dataDir: string): { file: string; secrets: DevSecrets } {
  const file = path.join(dataDir, 'dev-secrets.json')
  if (!existsSync(file)) generate(file)
  return { file, secrets: DevSecrets.parse(JSON.parse(readFileSync(file, 'utf8'))) }
}

/** The file appears at once and whole, and never replaces one: of two services that start at once both use the first's. */
function generate(file: string): void {
  const secrets: DevSecrets = {
    admin_token: `dev-admin-${randomBytes(24).toString('hex')}`,
    sample_agent_key: newToken('csa').token,
  }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: ownerOnly })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
