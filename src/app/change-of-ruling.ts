import type { DecisionId } from '../contract/ids.ts'
import type { RequestWarning } from '../contract/request.ts'
import { grantUntil } from '../core/grant.ts'
import type { Ruling } from '../core/judge.ts'
import { commit } from '../proof/verify/commitment.ts'
import type { Click, DecisionFacts, EventDraft, NewId, RequestChange } from './ports.ts'
import { draftEvent } from './record-event.ts'

interface Ruled {
  click: Click
  facts: DecisionFacts
  decisionId: DecisionId
  person: NonNullable<DecisionFacts['person']>
  ruling: Extract<Ruling, { kind: 'recorded' }>
}

const ownActionWarning: RequestWarning = {
  code: 'self_approval_allowed',
  detail: 'Somebody decided their own action, which development mode was told to allow.',
}

/** The one conditional write that records a decision, with everything that it rests on. */
export function changeOf(newId: NewId, given: Ruled): RequestChange {
  const { click, facts, decisionId, person, ruling } = given
  const { request } = facts
  const { settled } = ruling
  return {
    request: request.id,
    expectVersion: request.version,
    expectPolicy: facts.policyVersion,
    expectAgentVersion: request.agent.version,
    expectActive: ruling.counted,
    before: request.expiresAt,
    status: settled?.status ?? 'pending',
    needs: ruling.needs,
    warnings: ruling.ownAction ? withOwnAction(request.warnings) : request.warnings,
    settlement:
      settled === null ? null : { by: settled.by, reason: settled.reason, seats: settled.seats },
    decidedAt: settled === null ? null : facts.now,
    grantUntil: grantUntil(facts.now, settled?.executeWithinSeconds ?? null),
    decision: {
      id: decisionId,
      person: person.record.id,
      identity: person.identity,
      decision: click.decision,
      surface: click.surface,
      comment: commentOf(click),
      at: facts.now,
    },
    cards: [],
    events: eventsOf(newId, given),
  }
}

function commentOf(click: Click): string | null {
  return click.comment === null || click.comment.trim() === '' ? null : click.comment
}

function withOwnAction(warnings: RequestWarning[]): RequestWarning[] {
  return warnings.some(({ code }) => code === ownActionWarning.code)
    ? warnings
    : [...warnings, ownActionWarning]
}

function eventsOf(newId: NewId, given: Ruled): EventDraft[] {
  const { click, facts, decisionId, person, ruling } = given
  const { request, now } = facts
  const comment = commentOf(click)
  const recorded = draftEvent(newId, {
    type: 'decision.recorded',
    at: now,
    request: request.id,
    actor: { kind: 'person', id: person.record.id },
    surface: click.surface,
    code: click.decision,
    more: {
      decision: decisionId,
      identity: person.identity,
      policy: facts.policyVersion,
      own_action: ruling.ownAction,
      ...markOf(click),
      commitments: comment === null ? {} : { comment: commit(request.salt, 'comment', comment) },
    },
  })
  if (ruling.settled === null) return [recorded]
  const { status, by, seats } = ruling.settled
  const settled = draftEvent(newId, {
    type: status === 'approved' ? 'request.approved' : 'request.denied',
    at: now,
    request: request.id,
    actor:
      by === 'policy'
        ? { kind: 'policy', id: facts.policyVersion }
        : { kind: 'person', id: person.record.id },
    more: { seats: seats.map(({ decision, group }) => ({ decision, group })) },
  })
  return [recorded, settled]
}

/** A click that nobody vouches for, which development mode alone lets in, says so in the record for ever. */
export function markOf({ clicker }: Pick<Click, 'clicker'>): { unverified?: true } {
  return clicker.kind === 'account' && clicker.unverified === true ? { unverified: true } : {}
}
