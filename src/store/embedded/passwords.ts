import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { errorCode } from '../error-code.ts'
import { draftOf } from './publish.ts'

/**
 * The passwords of the two roles. Who may connect is decided by SCRAM with these, not by a folder's
 * rights: that holds on TCP (Windows) too, holds where root starts the server as an account that other
 * programs share, and needs no name for our own account, which `peer` would. They are random and lie
 * in a file that only our own account can read.
 */
export interface Passwords {
  owner: string
  app: string
}

const passwordBytes = 24

/** Reads the passwords, made at the first start. Of two first starts at once both read the same. */
export function readPasswords(folder: string): Passwords {
  const file = path.join(folder, 'passwords.json')
  return tryRead(file) ?? makeOnce(file)
}

function tryRead(file: string): Passwords | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
  const { owner, app }: Partial<Passwords> = JSON.parse(text)
  if (!owner || !app) throw new Error(`${file} does not hold the passwords of the database.`)
  return { owner, app }
}

/** A link, unlike a rename, fails where the name is taken, and the file appears whole. */
function makeOnce(file: string): Passwords {
  const draft = draftOf(file)
  const passwords = { owner: makePassword(), app: makePassword() }
  const opened = openSync(draft, 'w', 0o600)
  writeSync(opened, `${JSON.stringify(passwords)}\n`)
  fsyncSync(opened)
  closeSync(opened)
  try {
    linkSync(draft, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return tryRead(file) ?? passwords
}

function makePassword(): string {
  return randomBytes(passwordBytes).toString('base64url')
}
