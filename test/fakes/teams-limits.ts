import { faultsOf } from './adaptive-card.ts'

/** What Teams refuses of a message, with its status and code. */
export interface TeamsRefusal {
  status: number
  code: string
  message: string
}

/** About 100 KB, counted in UTF-16 (learn.microsoft.com, "Format your bot messages"). */
const messageBytesMax = 100 * 1024
const refreshUsersMax = 60

/** Null where Teams would take the message. */
export function refusalOf(activity: Record<string, unknown>): TeamsRefusal | null {
  if (Buffer.byteLength(JSON.stringify(activity), 'utf16le') > messageBytesMax) {
    return { status: 413, code: 'MessageSizeTooBig', message: 'Message size too large.' }
  }
  const [fault] = [...activityFaults(activity), ...cardsOf(activity).flatMap(cardFaults)]
  return fault === undefined ? null : { status: 400, code: 'BadSyntax', message: fault }
}

/** The Adaptive Cards of an activity. */
export function cardsOf(activity: Record<string, unknown>): Record<string, unknown>[] {
  const attachments = activity['attachments']
  return (Array.isArray(attachments) ? attachments : [])
    .filter(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive')
    .map(({ content }) => content)
}

function activityFaults(activity: Record<string, unknown>): string[] {
  const says = typeof activity['text'] === 'string' && activity['text'] !== ''
  return [
    ...(activity['type'] === 'message' ? [] : ['the activity is no message']),
    ...(says || cardsOf(activity).length > 0 ? [] : ['the message is empty']),
  ]
}

/** What the renderer of version 1.5 objects to. */
function cardFaults(json: Record<string, unknown>): string[] {
  return [
    ...(json['version'] === '1.5' ? [] : [`card version ${String(json['version'])}`]),
    ...faultsOf(json),
    ...refreshFaults(json['refresh']),
  ]
}

function refreshFaults(refresh: unknown): string[] {
  const users = (refresh as { userIds?: unknown[] } | undefined)?.userIds ?? []
  return users.length > refreshUsersMax ? ['too many users to refresh for'] : []
}
