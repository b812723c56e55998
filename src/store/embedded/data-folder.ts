import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Binaries } from './find-binaries.ts'
import { draftOf, publish, removeDrafts } from './publish.ts'
import { type EmbeddedRefusal, refuse } from './refusal.ts'
import { serverAccount } from './server-account.ts'
import { serverEnvironment } from './server-environment.ts'

export const ownerRole = 'countersign_owner'

const initdbLimitMs = 120_000

/** Byte order for what is sorted, Unicode for what is folded, and the same on every machine. */
const localeName = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
]

/**
 * Makes the database's files where there are none yet. They are made beside and then renamed, so that
 * a start that dies half-way or two first starts at once leave a whole folder.
 */
export function makeDataFolder(options: {
  dataFolder: string
  binaries: Binaries
  ownerPassword: string
  durable: boolean
}): EmbeddedRefusal | null {
  const { dataFolder, binaries } = options
  if (existsSync(path.join(dataFolder, 'PG_VERSION'))) return null
  const passwordPlace = `${dataFolder}-password`
  for (const place of [dataFolder, passwordPlace]) removeDrafts(place)
  const draft = draftOf(dataFolder)
  const passwordFile = draftOf(passwordPlace)
  const account = serverAccount()
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, `${options.ownerPassword}\n`, { mode: 0o600 })
  if (account) for (const made of [draft, passwordFile]) chownSync(made, account.uid, account.gid)

  const result = spawnSync(
    binaries.initdb,
    [
      ...['-D', draft, '-U', ownerRole, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...localeName,
      ...(options.durable ? [] : ['--no-sync']),
    ],
    { ...account, cwd: '/', env: serverEnvironment, encoding: 'utf8', timeout: initdbLimitMs },
  )
  rmSync(passwordFile, { force: true })
  if (result.status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    const why = (result.error?.message ?? result.stderr).trim()
    return refuse(
      'did_not_start',
      `The embedded PostgreSQL could not make its files (${why}). Mend that, or set DATABASE_URL.`,
    )
  }
  publish(dataFolder)
  return null
}
