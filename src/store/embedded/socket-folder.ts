import { createHash } from 'node:crypto'
import { chownSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serverAccount } from './server-account.ts'

/** A unix socket's path holds 104 bytes on macOS and 108 on Linux; the file's own name takes 14. */
const folderBytesMax = 88
const nameHexChars = 16

/**
 * The folder of the server's socket, which only the server's account and root can enter. A data folder
 * whose path is too long for a socket gets a short one among the temporary files.
 *
 * @throws where somebody else holds that place.
 */
export function socketFolder(folder: string): string {
  const near = path.join(folder, 'socket')
  const place = Buffer.byteLength(near) <= folderBytesMax ? near : shortPlace(folder)
  const account = serverAccount()
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const stats = lstatSync(place)
  const ours = [process.getuid?.() ?? stats.uid, account?.uid ?? stats.uid]
  if (!stats.isDirectory() || !ours.includes(stats.uid) || (stats.mode & 0o077) !== 0) {
    throw new Error(`${place} is not a private folder of ours, so no socket is put there.`)
  }
  if (account) chownSync(place, account.uid, account.gid)
  return place
}

function shortPlace(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, nameHexChars)
  return path.join(tmpdir(), `countersign-${name}`)
}
