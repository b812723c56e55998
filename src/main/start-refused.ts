import { errorCode } from '../store/error-code.ts'
import { MigrationError } from '../store/migrate.ts'
import { isOutage } from '../store/outage.ts'
import type { Config } from './config.ts'

/** Why the service does not start, in sentences for the person who started it. No stack is shown with them. */
export class StartRefused extends Error {
  override name = 'StartRefused'
  readonly sentences: string[]

  constructor(sentences: string[]) {
    super(sentences.join('\n'))
    this.sentences = sentences
  }
}

/** SQLSTATE of what an operator has to mend: authorization, no such database, missing rights (PostgreSQL, appendix A). */
const needsOperator = /^(28...|3D000|42501)$/

/** What an operator can mend is told in sentences; null is for a fault of ours, which keeps its stack. */
export function sentencesFor(error: unknown, config: Config): string[] | null {
  if (error instanceof StartRefused) return error.sentences
  if (error instanceof MigrationError) return [error.message]
  const code = errorCode(error)
  const message = error instanceof Error ? error.message : ''
  if (code === 'EADDRINUSE') return [`PORT: ${config.host}:${config.port} is in use already.`]
  if (code === 'EACCES') return [`${message}. Choose another PORT or DATA_DIR.`]
  return isOutage(error) || needsOperator.test(code ?? '')
    ? [`DATABASE_URL: the database refuses or cannot be reached: ${message} (${code})`]
    : null
}
