import type { RequestObject } from '../contract/request.ts'
import { aligned } from './aligned.ts'
import type { Outlet } from './desk.ts'
import { moment } from './duration.ts'
import { inert } from './inert.ts'
import { paintStatus } from './paint.ts'

/** `data-owners 1/1, security 0/1`: how far what is asked is met. */
export function needsOf({ needs }: Pick<RequestObject, 'needs'>): string {
  return needs.map(({ group, count, have }) => `${inert(group)} ${have}/${count}`).join(', ')
}

/** Who settled a request, and why, in one line. */
export function verdictOf(request: RequestObject): string {
  const { status, verdict } = request
  if (verdict === null) return 'pending'
  const names = verdict.decisions
    .filter(({ decision }) => decision === (status === 'denied' ? 'deny' : 'approve'))
    .map(({ person }) => inert(person))
  const by = verdict.by === 'people' && names.length > 0 ? names.join(', ') : verdict.by
  return `${status} by ${by}${verdict.reason === null ? '' : `: ${inert(verdict.reason)}`}`
}

/** What came of a request, in few lines: the verdict, and what people said with it. */
export function settledLines(outlet: Outlet, request: RequestObject): string {
  const rest = verdictOf(request).slice(request.status.length)
  const said = (request.verdict?.decisions ?? []).flatMap(({ person, comment }) =>
    comment === null ? [] : [`  ${inert(person)}: ${inert(comment)}\n`],
  )
  return `${paintStatus(outlet, request.status)}${rest}  ${request.id}\n${said.join('')}`
}

/** A request for people, each thing that is known on a line of its own. */
export function requestLines(outlet: Outlet, request: RequestObject): string {
  const { verdict, outcome } = request
  const rows: [string, string | null][] = [
    ['request', request.id],
    ['status', paintStatus(outlet, request.status)],
    ['action', inert(request.action)],
    ['resource', inertOrNull(request.resource)],
    ['environment', environmentOf(request)],
    ['agent', `${inert(request.agent.name)} (${request.agent.id})`],
    ['for', inertOrNull(request.on_behalf_of)],
    ['summary', inertOrNull(request.summary)],
    ['reason', inertOrNull(request.reason)],
    ['labels', orNull(request.labels.map(inert).join(', '))],
    ['policy', policyOf(request)],
    ['needs', orNull(needsOf(request))],
    ['cards', orNull(request.cards.map(cardOf).join(', '))],
    ...request.warnings.map(({ detail }): [string, string] => ['warning', inert(detail)]),
    ['created', moment(request.created_at)],
    ['deadline', request.expires_at === null ? null : moment(request.expires_at)],
    ...(verdict?.decisions ?? []).map((one): [string, string] => ['decision', decisionOf(one)]),
    ['verdict', verdict === null ? null : verdictOf(request)],
    ['grant', grantOf(request)],
    ['outcome', outcome === null ? null : outcomeOf(outcome)],
    ['digest', request.digest],
    ['page', inert(request.url)],
  ]
  return aligned(rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function inertOrNull(text: string | null): string | null {
  return text === null ? null : inert(text)
}

function environmentOf({ environment, environment_source: source }: RequestObject): string | null {
  if (environment === null) return null
  return `${inert(environment)}${source === 'resource' ? ' (known from the resource)' : ''}`
}

function policyOf({ policy }: RequestObject): string {
  const errors = policy.errors.map(({ rule, code }) => `; ${inert(rule)}: ${inert(code)}`)
  const rules = policy.rules.length === 0 ? 'no rule matched' : policy.rules.map(inert).join(', ')
  return `${policy.effect} (${rules})${errors.join('')}`
}

function cardOf({ surface, destination, status, reason }: RequestObject['cards'][number]): string {
  return `${surface} ${inert(destination)}: ${status}${reason === null ? '' : ` (${inert(reason)})`}`
}

type Verdict = NonNullable<RequestObject['verdict']>

function decisionOf(one: Verdict['decisions'][number]): string {
  const seat = one.counts_for === null ? '' : ` for ${inert(one.counts_for)}`
  const comment = one.comment === null ? '' : `: ${inert(one.comment)}`
  return `${moment(one.at)}  ${inert(one.person)} said ${one.decision}${seat} (${one.surface})${comment}`
}

function grantOf({ grant_status: status, verdict }: RequestObject): string | null {
  if (status === null) return null
  const until = verdict?.grant_expires_at ?? null
  return status === 'unused' && until !== null ? `unused, until ${moment(until)}` : status
}

function outcomeOf({ status, detail }: NonNullable<RequestObject['outcome']>): string {
  return `${status}${detail === null ? '' : `: ${inert(detail)}`}`
}
