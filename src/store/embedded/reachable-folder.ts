import { statSync } from 'node:fs'
import path from 'node:path'
import { serverAccount } from './server-account.ts'

const searchableByOthers = 0o001

/**
 * Where the database's files may live: `preferred`, unless PostgreSQL, which root must start as
 * another account, could not get there. Parts of a path that do not exist yet count as reachable,
 * because we make them so.
 */
export function reachableFolder(preferred: string, fallback: string): string {
  return isReachable(preferred) ? preferred : fallback
}

/** Whether the account of the server can enter the folder and everything above it. */
export function isReachable(folder: string): boolean {
  const account = serverAccount()
  if (!account) return true
  return withParents(path.resolve(folder)).every((part) => {
    const stats = statSync(part, { throwIfNoEntry: false })
    return !stats || stats.uid === account.uid || (stats.mode & searchableByOthers) !== 0
  })
}

function withParents(folder: string): string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [...withParents(parent), folder]
}
