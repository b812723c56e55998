import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
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
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  return folder
}
