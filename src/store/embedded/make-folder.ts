import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { serverAccount } from './server-account.ts'

/**
 * Makes a folder, with what is missing above it, that the account of the server can enter. The modes are set after the
 * making, because a strict umask (077) would close to that account what root makes.
 */
export function makeFolder(folder: string): void {
  const mode = serverAccount() ? 0o711 : 0o700
  const highest = mkdirSync(folder, { recursive: true, mode })
  if (highest === undefined) return
  for (let made = path.resolve(folder); made.length >= highest.length; made = path.dirname(made)) {
    chmodSync(made, mode)
  }
}
