import type { EventView } from '../../contract/event.ts'

/** What contradicts the rules in a request's story, and at which event. */
export interface StoryFault {
  request: string
  event: string
  detail: string
}

const settling = ['request.approved', 'request.denied', 'request.expired', 'request.cancelled']
const afterProposal = [...settling, 'request.evaluated', 'decision.recorded', 'grant.consumed']

/** The events of each request, in the order in which they were given, and those that are about none. */
function byRequest(events: readonly EventView[]): Map<string, EventView[]> {
  const stories = new Map<string, EventView[]>()
  for (const event of events) {
    if (event.request === null) continue
    const story = stories.get(event.request)
    if (story === undefined) stories.set(event.request, [event])
    else story.push(event)
  }
  return stories
}

/**
 * Whether exported events, the oldest first, tell stories that can have happened: proposed once and first, settled once,
 * no decision after that, a grant used once and only after an approval that was not taken back, an outcome once and only
 * after the use. A story whose beginning is not in the export is held to the rest. It proves nothing about events that
 * are missing or were changed with care: that takes signed checkpoints.
 */
export function checkStories(events: readonly EventView[]): StoryFault[] {
  const stories = [...byRequest(events).values()]
  return [...repeatedIds(events), ...stories.flatMap(faultsOf)]
}

function repeatedIds(events: readonly EventView[]): StoryFault[] {
  const seen = new Set<string>()
  return events.flatMap((event) => {
    const isNew = !seen.has(event.id)
    seen.add(event.id)
    return isNew ? [] : [faultAt(event, 'stands twice')]
  })
}

function faultAt({ id, request }: EventView, detail: string): StoryFault {
  return { request: request ?? '', event: id, detail }
}

/** What has happened so far in one story. */
interface Past {
  types: Set<string>
  settledAs: string | null
}

function faultsOf(story: EventView[]): StoryFault[] {
  const past: Past = { types: new Set(), settledAs: null }
  return story.flatMap((event) => {
    const detail = contradiction(event.type, past)
    past.types.add(event.type)
    if (settling.includes(event.type)) past.settledAs ??= event.type
    return detail === null ? [] : [faultAt(event, detail)]
  })
}

function contradiction(type: string, { types, settledAs }: Past): string | null {
  switch (type) {
    case 'request.proposed':
      if (types.has(type)) return 'is proposed twice'
      return afterProposal.some((later) => types.has(later)) ? 'is proposed after it went on' : null
    case 'decision.recorded':
      return settledAs === null ? null : 'is decided after it was settled'
    case 'grant.consumed':
      if (types.has(type)) return 'has its grant used twice'
      if (types.has('grant.revoked')) return 'has its grant used after it was revoked'
      return isNotApproved(settledAs, types) ? 'has its grant used without an approval' : null
    case 'grant.revoked':
      return types.has('grant.consumed') ? 'has its grant revoked after it was used' : null
    case 'outcome.reported':
      if (types.has(type)) return 'has two outcomes'
      return isUnused(types) ? 'has an outcome without a use of its grant' : null
    default:
      return settling.includes(type) && settledAs !== null ? 'is settled twice' : null
  }
}

/** Where the export begins in the middle of a story, what came before is not known. */
function isNotApproved(settledAs: string | null, types: Set<string>): boolean {
  if (settledAs !== null) return settledAs !== 'request.approved'
  return types.has('request.proposed')
}

function isUnused(types: Set<string>): boolean {
  return types.has('request.proposed') && !types.has('grant.consumed')
}
