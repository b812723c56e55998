import type { DecisionRefusal } from '../../contract/errors.ts'
import type { EventType } from '../../contract/event.ts'
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

/** What happened, for the story of a request. */
export const eventWords: Record<EventType, string> = {
  'request.proposed': 'Proposed',
  'request.evaluated': 'Checked against the policy',
  'request.approved': 'Approved',
  'request.denied': 'Denied',
  'request.expired': 'Expired',
  'request.escalated': 'Escalated',
  'request.cancelled': 'Withdrawn',
  'card.posted': 'Card posted',
  'card.failed': 'Card could not be posted',
  'card.updated': 'Card brought up to date',
  'decision.recorded': 'Decision recorded',
  'decision.refused': 'Decision refused',
  'policy.activated': 'Policy put in force',
  'policy.refused': 'Policy refused',
  'agent.created': 'Agent registered',
  'agent.changed': 'Agent changed',
  'agent.key_created': 'Key made',
  'agent.key_revoked': 'Key revoked',
  'person.identity_linked': 'Account linked',
  'person.token_created': 'Token made',
  'person.token_revoked': 'Token revoked',
  'sign_in.succeeded': 'Signed in',
  'sign_in.refused': 'Sign-in refused',
  'sign_in.ended': 'Signed out',
  'surface.refused': 'Forged call refused',
  'surface.installed': 'Bot added to a place',
  'surface.removed': 'Bot removed from a place',
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
