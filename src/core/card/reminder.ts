import { oneLine } from '../inert/visible.ts'
import { neededWords } from '../needed.ts'
import type { Need } from '../policy/policy.ts'
import type { RequestRecord } from '../record.ts'
import type { Note, NoteCall } from './note.ts'
import { momentOf } from './notification.ts'

/** So many are called by name; the others are counted. A longer list would be read by nobody. */
const callsCountMax = 20

/** What stands under a card that nobody has answered for a while: what is still needed, until when, and from whom. */
export function reminderOf(
  request: RequestRecord,
  open: readonly Need[],
  callable: readonly NoteCall[],
  url: string,
): Note {
  const until =
    request.expiresAt === null ? '' : `, until ${momentOf(request.expiresAt, request.createdAt)}`
  const more = callable.length - callsCountMax
  const others = more > 0 ? ` ${more.toLocaleString('en-US')} others may decide too.` : ''
  return {
    sentence: oneLine(`Still waiting for ${neededWords(open)}${until}.${others}`),
    quotes: [],
    calls: callable.slice(0, callsCountMax).map((call) => ({ ...call, name: oneLine(call.name) })),
    url,
  }
}
