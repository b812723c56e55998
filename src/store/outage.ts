import { WriteTooLate } from './requests.ts'

/** SQLSTATE classes that speak of the server rather than of the statement (PostgreSQL, appendix A). */
const serverClasses = ['08', '3D', '53', '57', '58']
const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']
/** What `pg` says without a code. */
const connectionMessages =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable|Query read timeout/

/** Whether a failure means that the database is out, so that the caller may simply try again. */
export function isOutage(error: unknown): boolean {
  if (error instanceof WriteTooLate) return true
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (serverClasses.includes(code.slice(0, 2)) && code.length === 5) return true
  return (
    networkCodes.includes(code) ||
    code.startsWith('P1') ||
    code === 'P2024' ||
    connectionMessages.test(error.message)
  )
}
