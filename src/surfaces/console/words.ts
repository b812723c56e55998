import type { DecisionRefusal } from '../../contract/errors.ts'
import type { RequestStatus } from '../../contract/words.ts'
import type { PersonRecord } from '../../core/record.ts'

/** The status word of a page's header. */
export const statusWords: Record<RequestStatus, string> = {
  pending: 'Waiting for people',
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  cancelled: 'Withdrawn',
}

/** Which HTTP status a refused decision has; API.md's table, for a page. */
export const refusalStatus: Record<DecisionRefusal, number> = {
  not_found: 404,
  digest_mismatch: 409,
  already_decided: 409,
  self_approval: 403,
  not_an_approver: 403,
  comment_required: 422,
  need_already_met: 409,
  identity_unavailable: 503,
  identity_not_trusted: 403,
  account_refused: 403,
}

const surfaceNames: Record<string, string> = {
  slack: 'Slack',
  teams: 'Teams',
  console: 'console',
  api: 'API',
}

/** A surface as people call it. */
export function surfaceWord(surface: string): string {
  return surfaceNames[surface] ?? surface
}

/** Who somebody is, to themselves: the e-mail that they signed in with, else their name. */
export function personWord(person: PersonRecord): string {
  return person.emails[0] ?? person.name ?? person.id
}

/** `1 field`, `2 fields`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
