import { createHash } from 'node:crypto'
import path from 'node:path'
import { makeFolder } from '../store/embedded/make-folder.ts'
import { reachableFolder } from '../store/embedded/reachable-folder.ts'

/**
 * Where data lives: what the operator says, else `.countersign` beside the checkout. As root PostgreSQL runs as another
 * account, so a checkout that this account cannot enter keeps its data under /var/lib, in a folder of its own.
 */
export function openDataDir(configured: string | null, workingDir: string): string {
  const beside = path.join(workingDir, '.countersign')
  const mark = createHash('sha256').update(workingDir).digest('hex').slice(0, 12)
  const folder =
    configured === null
      ? reachableFolder(beside, path.join('/var/lib/countersign', mark))
      : path.resolve(workingDir, configured)
  makeFolder(folder)
  return folder
}
