import { oneLine } from '../inert/visible.ts'
import type { RequestRecord } from '../record.ts'
import { titleOf } from './verdict.ts'

/** `14:32 UTC`, with the date where that is not the day on which it was asked. */
export function momentOf(at: Date, askedAt: Date): string {
  const [date, time] = at.toISOString().split('T')
  const minutes = `${time?.slice(0, 5)} UTC`
  return askedAt.toISOString().startsWith(`${date}T`) ? minutes : `${date} ${minutes}`
}

/**
 * One line for lock screens and screen readers, which others may see: who asks, what, where and
 * until when, and nothing of the payload or of anybody's words.
 */
export function notificationOf(request: RequestRecord): string {
  const { environment } = request.evaluation
  const where = environment === null ? '' : ` in ${oneLine(environment)}`
  const what = `${oneLine(request.action)}${where}`
  const agent = oneLine(request.agent.name)
  if (request.status !== 'pending') {
    return `${titleOf(request.status)}: ${what}, asked by ${agent}`
  }
  const { createdAt, expiresAt } = request
  const until = expiresAt === null ? '' : `, until ${momentOf(expiresAt, createdAt)}`
  return `${agent} asks: ${what}${until}`
}
