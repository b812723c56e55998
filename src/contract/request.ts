import { z } from 'zod'
import { GrantStatus, OutcomeStatus } from './grant.ts'
import { AgentId, DecisionId, RequestId } from './ids.ts'
import {
  ActionType,
  DecisionWord,
  Digest,
  Effect,
  Instant,
  RequestStatus,
  SurfaceName,
} from './words.ts'

/** How far one requirement of a review is met. `have` is computed at each reading. */
const NeedProgress = z
  .strictObject({ group: z.string(), count: z.int(), have: z.int() })
  .meta({ id: 'Need' })

export const CardStatus = z.enum(['queued', 'posted', 'failed', 'retired'])
export type CardStatus = z.infer<typeof CardStatus>

const CardView = z
  .strictObject({
    surface: SurfaceName,
    destination: z.string(),
    status: CardStatus,
    reason: z.string().nullable(),
  })
  .meta({ id: 'Card' })

export const DecisionView = z
  .strictObject({
    id: DecisionId,
    person: z.string(),
    decision: DecisionWord,
    comment: z.string().nullable(),
    surface: SurfaceName,
    counts_for: z.string().nullable(),
    at: Instant,
  })
  .meta({ id: 'Decision' })
export type DecisionView = z.infer<typeof DecisionView>

export const Settler = z.enum(['policy', 'people', 'agent', 'clock'])
export type Settler = z.infer<typeof Settler>

const Verdict = z
  .strictObject({
    by: Settler,
    reason: z.string().nullable(),
    decisions: z.array(DecisionView),
    grant: z.string().nullable(),
    grant_expires_at: Instant.nullable(),
  })
  .meta({ id: 'Verdict' })

const LabelSource = z.string()

export const PolicyError = z.strictObject({ rule: z.string(), code: z.string() })
export type PolicyError = z.infer<typeof PolicyError>

export const RequestWarning = z.strictObject({ code: z.string(), detail: z.string() })
export type RequestWarning = z.infer<typeof RequestWarning>

/** One proposed action and its life, as every reader of the API sees it. */
export const RequestObject = z
  .strictObject({
    id: RequestId,
    status: RequestStatus,
    action: ActionType,
    resource: z.string().nullable(),
    environment: z.string().nullable(),
    summary: z.string().nullable(),
    reason: z.string().nullable(),
    labels: z.array(z.string()),
    on_behalf_of: z.string().nullable(),
    digest: Digest,
    agent: z.strictObject({ id: AgentId, name: z.string() }),
    label_sources: z.record(z.string(), z.array(LabelSource)),
    environment_source: z.enum(['agent', 'resource']).nullable(),
    warnings: z.array(RequestWarning),
    policy: z.strictObject({
      version: z.string(),
      effect: Effect,
      rules: z.array(z.string()),
      errors: z.array(PolicyError),
    }),
    needs: z.array(NeedProgress),
    cards: z.array(CardView),
    created_at: Instant,
    expires_at: Instant.nullable(),
    decided_at: Instant.nullable(),
    verdict: Verdict.nullable(),
    grant_status: GrantStatus.nullable(),
    outcome: z.strictObject({ status: OutcomeStatus, detail: z.string().nullable() }).nullable(),
    url: z.string(),
  })
  .meta({ id: 'Request' })
export type RequestObject = z.infer<typeof RequestObject>

/** The answer of `GET /v1/requests/{id}/payload`: a hidden value is null, and `hidden` says what it was. */
export const PayloadView = z
  .strictObject({
    payload: z.json(),
    hidden: z.array(
      z.strictObject({
        pointer: z.string(),
        as: z.enum(['pii', 'secret']),
        was: z.string(),
        size: z.int(),
      }),
    ),
  })
  .meta({ id: 'Payload' })
export type PayloadView = z.infer<typeof PayloadView>
