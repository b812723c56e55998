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

/** What may not have happened before an event of this type, and how that is said. */
type Rule = [detail: string, isBroken: (past: Past) => boolean]

const settledOnce: Rule[] = [['is settled twice', ({ settledAs }) => settledAs !== null]]

const rules: Record<string, Rule[]> = {
  'request.proposed': [
    ['is proposed twice', ({ types }) => types.has('request.proposed')],
    [
      'is proposed after it went on',
      ({ types }) => afterProposal.some((later) => types.has(later)),
    ],
  ],
  'decision.recorded': [['is decided after it was settled', ({ settledAs }) => settledAs !== null]],
  ...Object.fromEntries(settling.map((type) => [type, settledOnce])),
  'grant.consumed': [
    ['has its grant used twice', ({ types }) => types.has('grant.consumed')],
    ['has its grant used after it was revoked', ({ types }) => types.has('grant.revoked')],
    ['has its grant used without an approval', isNotApproved],
  ],
  'grant.revoked': [
    ['has its grant revoked after it was used', ({ types }) => types.has('grant.consumed')],
  ],
  'outcome.reported': [
    ['has two outcomes', ({ types }) => types.has('outcome.reported')],
    ['has an outcome without a use of its grant', isUnused],
  ],
}

/** The first rule that an event breaks, after what has happened. */
function contradiction(type: string, past: Past): string | null {
  return (rules[type] ?? []).find(([, isBroken]) => isBroken(past))?.[0] ?? null
}

/** Where the export begins in the middle of a story, what came before is not known. */
function isNotApproved({ settledAs, types }: Past): boolean {
  if (settledAs !== null) return settledAs !== 'request.approved'
  return types.has('request.proposed')
}

function isUnused({ types }: Past): boolean {
  return types.has('request.proposed') && !types.has('grant.consumed')
}
