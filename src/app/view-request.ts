import type { DecisionView, RequestObject } from '../contract/request.ts'
import { grantStatus } from '../core/grant.ts'
import { personalDestination } from '../core/personal-card.ts'
import { standingOf } from '../core/progress.ts'
import type { DecisionRecord, PersonRecord, RequestRecord, Settlement } from '../core/record.ts'
import type { PolicyLibrary } from './ports.ts'

/** What a view needs beside the record: the policy in force, to say how far the needs are met. */
export interface ViewDeps {
  policies: PolicyLibrary
  publicUrl: string
}

/** The request as the API shows it to everybody but its own agent: without the grant. */
export async function viewRequest(
  deps: ViewDeps,
  record: RequestRecord,
  policyVersion: string,
): Promise<RequestObject> {
  const { policy } = await deps.policies.compiled(policyVersion)
  const needs = standingOf(record, policy)
  const { evaluation } = record
  return {
    id: record.id,
    status: record.status,
    action: record.action,
    resource: record.resource,
    environment: evaluation.environment,
    summary: record.words.summary,
    reason: record.words.reason,
    labels: evaluation.labels,
    on_behalf_of: record.onBehalfOfEmail,
    digest: record.digest,
    agent: { id: record.agent.id, name: record.agent.name },
    label_sources: evaluation.labelSources,
    environment_source: evaluation.environmentSource,
    warnings: record.warnings,
    policy: {
      version: record.policyVersion,
      effect: evaluation.effect,
      rules: evaluation.rules,
      errors: evaluation.errors,
    },
    needs: needs.map(({ group, count, have }) => ({ group, count, have })),
    cards: record.cards
      .filter(({ destination }) => destination !== personalDestination)
      .map(({ surface, destination, status, reason }) => ({
        surface,
        destination,
        status,
        reason,
      })),
    created_at: record.createdAt.toISOString(),
    expires_at: record.expiresAt?.toISOString() ?? null,
    decided_at: record.decidedAt?.toISOString() ?? null,
    verdict: viewVerdict(record),
    grant_status: grantStatus(record),
    outcome:
      record.outcome === null
        ? null
        : { status: record.outcome.status, detail: record.outcome.detail },
    url: requestUrl(deps.publicUrl, record.id),
  }
}

/** Where a person sees the whole request. */
export function requestUrl(publicUrl: string, request: RequestRecord['id']): string {
  return new URL(`/requests/${request}`, publicUrl).href
}

/** How a person is named to those who may see it: by the e-mail that they hold, else by name, else by id. */
export function personName(person: PersonRecord): string {
  return person.emails[0] ?? person.name ?? person.id
}

function viewVerdict(record: RequestRecord): RequestObject['verdict'] {
  const { settlement } = record
  if (settlement === null) return null
  return {
    by: settlement.by,
    reason: settlement.reason,
    decisions: record.decisions.map((decision) => viewDecision(decision, settlement)),
    grant: null,
    grant_expires_at: record.grant?.until.toISOString() ?? null,
  }
}

function viewDecision(decision: DecisionRecord, { seats }: Settlement): DecisionView {
  const seat = seats.find((taken) => taken.decision === decision.id)
  return {
    id: decision.id,
    person: personName(decision.person),
    decision: decision.decision,
    comment: decision.comment,
    surface: decision.surface,
    counts_for: seat?.group ?? null,
    at: decision.at.toISOString(),
  }
}
