import type { RequestId } from '../contract/ids.ts'
import type { JsonValue } from '../contract/json.ts'
import type { Proposal } from '../contract/proposal.ts'
import type { RequestStatus } from '../contract/words.ts'
import { groupsOfReview } from '../core/escalate.ts'
import { grantUntil } from '../core/grant.ts'
import { emptyWarnings } from '../core/group-sizes.ts'
import type { Evaluation, Policy } from '../core/policy/policy.ts'
import type { RequestRecord, Settlement, Words } from '../core/record.ts'
import { rosterWarnings } from '../core/rosters.ts'
import { warningsOf } from '../core/warnings.ts'
import { commit } from '../proof/verify/commitment.ts'
import { actionDigest } from '../proof/verify/digest.ts'
import type { KnownGroups } from './know-groups.ts'
import { newCards } from './new-cards.ts'
import type {
  ChatSurface,
  EventDraft,
  NewId,
  NewRequest,
  Principal,
  ProposalFacts,
  RandomBytes,
} from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface BirthDeps {
  newId: NewId
  randomBytes: RandomBytes
  surfaces: ChatSurface[]
}

/** A proposal that passed every check, and what the policy said of it. */
export interface Birth {
  agent: Extract<Principal, { kind: 'agent' }>
  proposal: Proposal
  payloadText: string
  facts: ProposalFacts
  evaluation: Evaluation
  policy: Policy
  /** Of those who must not decide, where people are asked. */
  barredEmails: string[]
  /** Of the groups that a platform keeps, where people are asked. */
  known: KnownGroups
  idempotency: { keyHash: string; bodyHash: string } | null
}

const saltBytes = 32

const statusOf: Record<Evaluation['effect'], RequestStatus> = {
  allow: 'approved',
  deny: 'denied',
  review: 'pending',
}

/** Makes the request of a proposal: what is written, and the record that a reader would find afterwards. */
export function bear(
  deps: BirthDeps,
  birth: Birth,
): { request: NewRequest; record: RequestRecord } {
  const { agent, proposal, facts, evaluation } = birth
  const id = deps.newId('req')
  const salt = deps.randomBytes(saltBytes)
  const status = statusOf[evaluation.effect]
  const settlement: Settlement | null =
    status === 'pending' ? null : { by: 'policy', reason: evaluation.because, seats: [] }
  const destinations = evaluation.review?.postTo ?? []
  const asked = groupsOfReview(evaluation.review)
  const cards = status === 'pending' ? newCards(deps, destinations, birth.policy) : []
  const words = wordsOf(proposal)
  const expiresAt = deadlineOf(birth)
  const request: NewRequest = {
    id,
    agent: agent.id,
    key: agent.key,
    status,
    action: proposal.action,
    resource: proposal.resource ?? null,
    environment: proposal.environment ?? null,
    onBehalfOf: facts.beneficiary,
    digest: digestOf(birth),
    policyVersion: facts.policyVersion,
    evaluation,
    warnings: [
      ...warningsOf(evaluation, birth.policy, deps.surfaces, birth.barredEmails),
      ...rosterWarnings(asked, birth.policy, birth.known.rosters),
      ...emptyWarnings(asked, birth.policy, birth.known.sizes),
    ],
    needs: evaluation.review?.needs ?? [],
    payloadText: birth.payloadText,
    salt,
    words: wordsText(words, proposal),
    createdAt: facts.now,
    grantUntil: grantUntil(facts.now, evaluation.executeWithinSeconds),
    expiresAt,
    settlement,
    idempotency: birth.idempotency,
    cards,
    events: eventsOf(deps, birth, id, salt),
  }
  return { request, record: recordOf(request, birth, words) }
}

function digestOf({ agent, proposal }: Birth): string {
  return actionDigest({
    agent: agent.id,
    action: proposal.action,
    environment: proposal.environment ?? null,
    on_behalf_of: proposal.on_behalf_of ?? null,
    payload: proposal.payload,
    resource: proposal.resource ?? null,
  })
}

/** `expires_in` can only shorten what the policy says. */
function deadlineOf({ proposal, evaluation, facts }: Birth): Date | null {
  if (evaluation.review === null) return null
  const seconds = Math.min(
    evaluation.review.expiresInSeconds,
    proposal.expires_in ?? evaluation.review.expiresInSeconds,
  )
  return new Date(facts.now.getTime() + seconds * 1000)
}

function wordsOf(proposal: Proposal): Words {
  return {
    summary: proposal.summary ?? null,
    reason: proposal.reason ?? null,
    origin: proposal.origin ?? null,
    links: proposal.links ?? [],
    classification: proposal.classification ?? {},
  }
}

/** Null where the agent wrote no word, so that the plain case writes one row less. Addresses can hold secrets: erasable too. */
function wordsText(words: Words, { on_behalf_of, webhook }: Proposal): string | null {
  const said =
    on_behalf_of !== undefined ||
    webhook !== undefined ||
    words.summary !== null ||
    words.reason !== null ||
    words.origin !== null ||
    words.links.length > 0 ||
    Object.keys(words.classification).length > 0
  return said
    ? JSON.stringify({ ...words, onBehalfOf: on_behalf_of ?? null, webhook: webhook?.url })
    : null
}

function eventsOf(deps: BirthDeps, birth: Birth, id: RequestId, salt: Uint8Array): EventDraft[] {
  const { agent, facts, evaluation } = birth
  const base = { at: facts.now, request: id }
  const proposed = draftEvent(deps.newId, {
    ...base,
    type: 'request.proposed',
    actor: { kind: 'agent', id: agent.id },
    more: {
      key: agent.key,
      on_behalf_of: facts.beneficiary,
      commitments: { action: commit(salt, 'action', actionOf(birth)) },
    },
  })
  const evaluated = draftEvent(deps.newId, {
    ...base,
    type: 'request.evaluated',
    actor: { kind: 'policy', id: facts.policyVersion },
    code: evaluation.effect,
    more: {
      rules: evaluation.rules,
      errors: evaluation.errors.map(({ rule, code }) => ({ rule, code })),
    },
  })
  if (evaluation.effect === 'review') return [proposed, evaluated]
  const settled = draftEvent(deps.newId, {
    ...base,
    type: evaluation.effect === 'allow' ? 'request.approved' : 'request.denied',
    actor: { kind: 'policy', id: facts.policyVersion },
  })
  return [proposed, evaluated, settled]
}

function actionOf({ proposal }: Birth): JsonValue {
  return {
    action: proposal.action,
    resource: proposal.resource ?? null,
    environment: proposal.environment ?? null,
    on_behalf_of: proposal.on_behalf_of ?? null,
    payload: proposal.payload,
  }
}

function recordOf(request: NewRequest, birth: Birth, words: Words): RequestRecord {
  const { agent, proposal, facts } = birth
  return {
    id: request.id,
    version: 1,
    status: request.status,
    agent: { id: agent.id, name: agent.name, version: 0, disabled: false },
    key: request.key,
    action: request.action,
    resource: request.resource,
    environment: request.environment,
    onBehalfOf: null,
    onBehalfOfEmail: proposal.on_behalf_of ?? null,
    webhookUrl: proposal.webhook?.url ?? null,
    digest: request.digest,
    policyVersion: request.policyVersion,
    evaluation: request.evaluation,
    warnings: request.warnings,
    needs: request.needs,
    words,
    payloadText: request.payloadText,
    salt: request.salt,
    decisions: [],
    cards: request.cards.map(({ id, surface, destination }) => ({
      id,
      surface,
      destination,
      status: 'queued',
      reason: null,
      shownVersion: 0,
    })),
    barred: [],
    createdAt: request.createdAt,
    expiresAt: request.expiresAt,
    decidedAt: request.settlement === null ? null : facts.now,
    settlement: request.settlement,
    readAt: facts.now,
    grant: grantOf(request),
    outcome: null,
  }
}

function grantOf({ grantUntil: until }: NewRequest): RequestRecord['grant'] {
  const unused = { usedAt: null, usedBy: null, revokedAt: null, revokeReason: null }
  return until === null ? null : { ...unused, until }
}
