import type { RequestStatus } from '../../contract/words.ts'
import { shorten } from '../inert/shorten.ts'
import { oneLine, visible } from '../inert/visible.ts'
import type { DecisionRecord, PersonRecord, RequestRecord, Settlement } from '../record.ts'
import type { CardEnding, CardVerdict } from './card.ts'

/** Twice what the wire allows of a comment or reason, for the names of its invisible characters. */
const saidCharsMax = 4_000

type Settled = Exclude<RequestStatus, 'pending'>
type Decider = CardVerdict['people'][number]
type NameOf = (person: PersonRecord) => string

const titles: Record<Settled, string> = {
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  cancelled: 'Withdrawn',
}

/** The first word of a settled card. */
export function titleOf(status: Settled): string {
  return titles[status]
}

function said(text: string | null): string | null {
  return text === null ? null : shorten(visible(text), saidCharsMax)
}

function groupOf(decision: DecisionRecord, { seats }: Settlement): string | null {
  const group = seats.find((seat) => seat.decision === decision.id)?.group ?? null
  return group === null ? null : oneLine(group)
}

function deciderOf(decision: DecisionRecord, settlement: Settlement, nameOf: NameOf): Decider {
  return {
    name: oneLine(nameOf(decision.person)),
    group: groupOf(decision, settlement),
    surface: decision.surface,
    at: decision.at,
    comment: said(decision.comment),
  }
}

/** Who settled it: an approval that filled no seat in the end did not, and neither did one before a deny. */
function deciding(request: RequestRecord, settlement: Settlement): DecisionRecord[] {
  if (settlement.by !== 'people') return []
  if (request.status === 'denied') {
    return request.decisions.filter(({ decision }) => decision === 'deny')
  }
  const seated = new Set(settlement.seats.map((seat) => seat.decision))
  return request.decisions.filter(({ id, decision }) => decision === 'approve' && seated.has(id))
}

/** How and by whom the request ended, in the order in which they decided; null while it is pending. */
export function verdictOf(request: RequestRecord, nameOf: NameOf): CardVerdict | null {
  const { status, settlement } = request
  if (status === 'pending' || settlement === null) return null
  const people = deciding(request, settlement)
    .map((decision) => deciderOf(decision, settlement, nameOf))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
  return {
    title: titleOf(status),
    at: request.decidedAt ?? request.createdAt,
    people,
    reason: said(settlement.reason),
    by: settlement.by,
    ending: endingOf(request),
  }
}

const outcomeTitles = { succeeded: 'Executed', failed: 'Execution failed' } as const

function endingOf({ grant, outcome }: RequestRecord): CardEnding | null {
  if (outcome !== null) {
    return { title: outcomeTitles[outcome.status], at: outcome.at, words: said(outcome.detail) }
  }
  if (grant === null || grant.revokedAt === null) return null
  return { title: 'Taken back', at: grant.revokedAt, words: said(grant.revokeReason) }
}
