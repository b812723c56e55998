import type { JsonTree } from '../../contract/json.ts'
import { countChars, shorten } from '../inert/shorten.ts'
import { oneLine, visible } from '../inert/visible.ts'
import type { PersonRecord, RequestRecord } from '../record.ts'
import type { Card, CardNeed } from './card.ts'
import { excerpt } from './excerpt.ts'
import { layOut } from './lay-out.ts'
import { notificationOf } from './notification.ts'
import { offersOf } from './offers.ts'
import { verdictOf } from './verdict.ts'

/** Twice what the wire allows: only a field that is full of invisible characters grows beyond it. */
const resourceCharsMax = 1_024
const summaryCharsMax = 600
const reasonCharsMax = 4_000

export interface CardInput {
  request: RequestRecord
  needs: CardNeed[]
  /** The payload, already masked: the card never sees more. */
  payload: JsonTree
  /** Where people can see and decide all of it. */
  url: string
  /** How much of the laid-out payload the surface has room for, in code points. */
  payloadCharsMax: number
  /** What a person is called. */
  nameOf(person: PersonRecord): string
}

function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').replace(/^(.{4})(.{4})(.{4}).*$/, '$1 $2 $3')
}

function wordsOf({ words }: RequestRecord): Card['words'] {
  return {
    summary: words.summary === null ? null : shorten(oneLine(words.summary), summaryCharsMax),
    reason: words.reason === null ? null : shorten(visible(words.reason), reasonCharsMax),
  }
}

function beneficiaryOf({ request, nameOf }: CardInput): string | null {
  const name = request.onBehalfOfEmail ?? (request.onBehalfOf && nameOf(request.onBehalfOf))
  return name === null ? null : oneLine(name)
}

function labelsOf({ evaluation }: RequestRecord): Card['labels'] {
  return evaluation.labels.map((label) => ({
    label: oneLine(label),
    sources: (evaluation.labelSources[label] ?? []).map(oneLine),
  }))
}

/** A rule that failed has made the review stricter, which people should know (POLICY.md, "Meaning"). */
function warningsOf({ evaluation, warnings }: RequestRecord): string[] {
  const errors = evaluation.errors.map(
    ({ rule, code }) =>
      `The condition of the rule ${rule} failed (${code}), so the rule was taken at its strictest.`,
  )
  return [...warnings.map(({ detail }) => detail), ...errors].map(oneLine)
}

function needOf({ group, count, have, by }: CardNeed): CardNeed {
  const approvals = by.map(({ name, at }) => ({ name: oneLine(name), at }))
  return { group: oneLine(group), count, have, by: approvals }
}

/**
 * What a card says of one request, for every surface alike (CARD.md). All text that somebody else
 * wrote is inert. A surface gives it a face, escapes for its own markup, and where its own limits cut
 * more than this did, takes Approve away as this does.
 */
export function makeCard(input: CardInput): Card {
  const { request } = input
  const payload = excerpt(layOut(input.payload), input.payloadCharsMax)
  const resource = request.resource === null ? null : oneLine(request.resource)
  const isWhole =
    payload.cut === null && (resource === null || countChars(resource) <= resourceCharsMax)
  const { environment, environmentSource, review } = request.evaluation
  const approveWhenCut = review?.approveWhenCut ?? false
  return {
    request: request.id,
    digest: request.digest,
    digestShort: shortDigest(request.digest),
    url: input.url,
    status: request.status,
    action: oneLine(request.action),
    environment: environment === null ? null : oneLine(environment),
    environmentSource,
    agent: oneLine(request.agent.name),
    resource: resource === null ? null : shorten(resource, resourceCharsMax),
    onBehalfOf: beneficiaryOf(input),
    askedAt: request.createdAt,
    expiresAt: request.expiresAt,
    payload,
    words: wordsOf(request),
    rules: request.evaluation.rules.map(oneLine),
    labels: labelsOf(request),
    needs: input.needs.map(needOf),
    warnings: warningsOf(request),
    offers: offersOf(request.status, isWhole, approveWhenCut),
    comment: review?.comment ?? 'never',
    denyReasons: (review?.denyReasons ?? []).map(oneLine),
    confirm: review?.highRisk ?? false,
    approveWhenCut,
    verdict: verdictOf(request, input.nameOf),
    notification: notificationOf(request),
  }
}
