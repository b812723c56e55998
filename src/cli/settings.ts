import { configPath, readConfigFile } from './config-file.ts'
import type { Desk } from './desk.ts'
import { UsageError } from './usage-error.ts'

/** What every command that calls the service takes as flags. */
export interface Flags {
  url?: string | undefined
  token?: string | undefined
}

export interface Settings {
  url: string
  token: string
}

/** Where to call and as whom: a flag, else the environment, else the file. An empty value is no value. */
export function readSettings(desk: Desk, flags: Flags): Settings {
  const url = readUrl(desk, flags)
  const token = given(flags.token) ?? given(desk.env['COUNTERSIGN_TOKEN']) ?? fileOf(desk).token
  if (url === null) {
    throw new UsageError(`No address is set. Set COUNTERSIGN_URL, or url in ${configPath(desk)}.`)
  }
  if (token === undefined) {
    throw new UsageError(`No token is set. Set COUNTERSIGN_TOKEN, or token in ${configPath(desk)}.`)
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError('The token contains a space or a character that no token has.')
  }
  warnOfPlainHttp(desk, new URL(url))
  return { url, token }
}

/** The address alone, for what needs no token. Null where none is set. */
export function readUrl(desk: Desk, flags: Flags): string | null {
  const url = given(flags.url) ?? given(desk.env['COUNTERSIGN_URL']) ?? fileOf(desk).url
  if (url === undefined) return null
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`The address must be an http or https URL, and is ${url}.`)
  }
  if (new URL(url).username !== '' || new URL(url).password !== '') {
    throw new UsageError('The address must be without a user name or password.')
  }
  return url
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}

function fileOf(desk: Desk) {
  return readConfigFile(configPath(desk))
}

/** `new URL` has made any spelling of an address of IPv4 into this one. `localhost.example.com` is elsewhere. */
const thisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/

function warnOfPlainHttp(desk: Desk, url: URL): void {
  if (url.protocol === 'https:' || thisMachine.test(url.hostname)) return
  desk.stderr.write(`warning: the token goes to ${url.host} unencrypted; use https.\n`)
}
