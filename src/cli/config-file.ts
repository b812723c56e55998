import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { Desk } from './desk.ts'
import { faultCode } from './fault-code.ts'
import { UsageError } from './usage-error.ts'

const ConfigFile = z.strictObject({ url: z.string().optional(), token: z.string().optional() })
type ConfigFile = z.infer<typeof ConfigFile>

/** The rights of group and others. */
const othersMayRead = 0o077

/** `~/.config/countersign/config.yaml`, or where the XDG base directories say. */
export function configPath({ env, homeFolder }: Pick<Desk, 'env' | 'homeFolder'>): string {
  const set = env['XDG_CONFIG_HOME'] ?? ''
  // A relative one is to be passed over (XDG Base Directory Specification).
  const folder = path.isAbsolute(set) ? set : path.join(homeFolder, '.config')
  return path.join(folder, 'countersign', 'config.yaml')
}

/** What the file says; nothing where there is none. */
export function readConfigFile(file: string): ConfigFile {
  const text = textOf(file)
  if (text === null) return {}
  const document = parseDocument(text)
  const [fault] = document.errors
  // The parser's own message quotes the line, on which the token may stand.
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line ?? 1
    throw new UsageError(`${file} is no YAML: ${fault.code} in line ${line}`)
  }
  const parsed = ConfigFile.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    throw new UsageError(`${file} may hold url and token, each a text, and nothing else.`)
  }
  if (parsed.data.token !== undefined) refuseOpenFile(file)
  return parsed.data
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new UsageError(`${file} cannot be read: ${code}`)
  }
}

/** A token that others can read is theirs too. Windows has no such rights to look at. */
function refuseOpenFile(file: string): void {
  if (process.platform === 'win32') return
  if ((statSync(file).mode & othersMayRead) === 0) return
  throw new UsageError(`${file} holds a token and others may read it. Run: chmod 600 ${file}`)
}
