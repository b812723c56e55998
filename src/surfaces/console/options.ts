import type { ConsoleVerbs } from '../../app/ports.ts'
import type { Asset } from './assets.ts'

/** As much of a logger as the console needs: fields first, then a fixed message. */
interface ConsoleLog {
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

export interface ConsoleOptions {
  verbs: ConsoleVerbs
  /** Where people reach the console; its origin is the only one whose forms are taken. */
  publicUrl: URL
  /** True behind TLS: cookies are `Secure` and carry the `__Host-` prefix. */
  secureCookies: boolean
  log: ConsoleLog
  /** Whether a failure means that the database is out, so that the visitor may simply try again. */
  isOutage: (error: unknown) => boolean
}

/** What every route of the console works with. */
export interface Desk extends ConsoleOptions {
  /** Null in production, and wherever the public address is not this machine itself. */
  development: ConsoleVerbs['development']
  assets: { css: Asset; js: Asset }
}
