import {
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { faultCode } from './fault-code.ts'
import { UsageError } from './usage-error.ts'

const ownerOnly = 0o600

export function readKeyText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${faultCode(error)}`)
  }
}

/** Makes a file that is not there yet. */
export function createKeyFile(file: string, text: string): void {
  try {
    write(openSync(file, 'wx', ownerOnly), text)
  } catch (error) {
    if (faultCode(error) === 'EEXIST') throw new UsageError(`${file} exists already.`)
    throw new UsageError(`${file} cannot be written: ${faultCode(error)}`)
  }
}

/**
 * Changes a key file so that whoever reads it at any moment, also after a crash, reads the old one or the new one, whole.
 * The draft is a lock as well: of two changes at a time one is refused, and none is lost.
 */
export async function changeKeyFile(
  named: string,
  change: (text: string) => Promise<string>,
): Promise<void> {
  const file = realPath(named)
  const draft = `${file}.new`
  const handle = openDraft(file, draft)
  try {
    write(handle, await change(readKeyText(file)))
    keepOwner(file, draft)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be changed: ${faultCode(error)}`)
  }
  settleFolder(path.dirname(file))
}

/** A link stays a link: what it points to is changed. */
function realPath(named: string): string {
  try {
    return realpathSync(named)
  } catch (error) {
    throw new UsageError(`${named} cannot be read: ${faultCode(error)}`)
  }
}

function openDraft(file: string, draft: string): number {
  try {
    return openSync(draft, 'wx', ownerOnly)
  } catch (error) {
    if (faultCode(error) !== 'EEXIST') {
      throw new UsageError(`${file} cannot be changed: ${faultCode(error)}`)
    }
    throw new UsageError(`Another change of ${file} goes on, or was cut off: then remove ${draft}.`)
  }
}

function write(handle: number, text: string): void {
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** An administrator may rotate the keys of a service that runs as another account, which has to read them. */
function keepOwner(file: string, draft: string): void {
  const { uid, gid } = statSync(file)
  const now = statSync(draft)
  if (now.uid !== uid || now.gid !== gid) chownSync(draft, uid, gid)
}

/** The new name is durable when its folder is. Not every platform opens folders. */
function settleFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
