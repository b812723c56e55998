import type { DecisionRefusal } from '../contract/errors.ts'
import type { DecisionId } from '../contract/ids.ts'
import type { RequestObject } from '../contract/request.ts'
import { mayRead } from '../core/authority.ts'
import { judge, type Ruling } from '../core/judge.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import type { Policy } from '../core/policy/policy.ts'
import { refusalSentence } from '../core/sentences.ts'
import { type AdoptDeps, adoptMessage } from './adopt-message.ts'
import { changeOf, markOf } from './change-of-ruling.ts'
import { expire } from './expire.ts'
import { type IdentifyDeps, identify } from './identify.ts'
import type {
  Actor,
  Click,
  DecideResult,
  DecisionFacts,
  Events,
  PolicyLibrary,
  Requests,
  Wake,
} from './ports.ts'
import { draftEvent } from './record-event.ts'
import { requestUrl, viewRequest } from './view-request.ts'

export interface DecideDeps extends IdentifyDeps, AdoptDeps {
  requests: Pick<Requests, 'factsForDecision' | 'commitChange' | 'read'>
  events: Pick<Events, 'append'>
  policies: PolicyLibrary
  publicUrl: string
  wake: Wake
}

/** How often a decision is decided again because something changed between the read and the write. */
const attemptsCountMax = 50

/**
 * One person's word about one request: who they are, whether they may, whether it settles the request, and one
 * conditional write. Every surface and the API come through here. A refusal is recorded too.
 */
export async function decide(deps: DecideDeps, click: Click): Promise<DecideResult> {
  const decisionId = deps.newId('dec')
  let adopted = false
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForDecision({
      request: click.request,
      clicker: click.clicker,
    })
    if (facts === null) return unknownRequest(click)
    const compiled = await deps.policies.compiled(facts.policyVersion)
    const who = await identify(deps, click.clicker, facts, compiled.policy)
    if (!who.ok) return refuse(deps, { click, facts, code: who.code, open: [] })
    if (who.linkedNow) continue
    if (!adopted) {
      await adoptMessage(deps, seenBy(click, facts, compiled.policy))
      adopted = true
    }
    const result = await attemptDecision(deps, { click, facts, compiled, decisionId })
    if (result !== 'stale') return result
  }
  throw new Error('the request kept changing while a decision was written')
}

function seenBy(click: Click, { request, person }: DecisionFacts, policy: Policy) {
  const { message, digest } = click
  return { message, digest, request, person: person?.record ?? null, policy }
}

interface Attempt {
  click: Click
  facts: DecisionFacts
  compiled: CompiledPolicy
  decisionId: DecisionId
}

async function attemptDecision(deps: DecideDeps, given: Attempt): Promise<DecideResult | 'stale'> {
  const { click, facts, compiled, decisionId } = given
  if (facts.person === null)
    return refuse(deps, { click, facts, code: 'not_an_approver', open: [] })
  const ruling = judge({
    request: facts.request,
    policy: compiled,
    person: facts.person.record,
    decision: click.decision,
    decisionId,
    comment: click.comment,
    digest: click.digest,
    now: facts.now,
  })
  switch (ruling.kind) {
    case 'refused':
      return refuse(deps, { click, facts, code: ruling.code, open: ruling.open })
    case 'repeated':
      return {
        ok: true,
        request: await viewRequest(deps, facts.request, facts.policyVersion),
        repeated: true,
      }
    case 'overdue':
      await expire(deps, facts.request.id)
      return 'stale'
    case 'recorded':
      return record(deps, given, facts.person, ruling)
  }
}

async function record(
  deps: DecideDeps,
  { click, facts, decisionId }: Attempt,
  person: NonNullable<DecisionFacts['person']>,
  ruling: Extract<Ruling, { kind: 'recorded' }>,
): Promise<DecideResult | 'stale'> {
  const change = changeOf(deps.newId, { click, facts, decisionId, person, ruling })
  if ((await deps.requests.commitChange(change)) === 'stale') return 'stale'
  if (change.status !== 'pending') deps.wake(click.request)
  const written = await deps.requests.read(click.request)
  if (written === null) throw new Error('a request cannot be read after its decision')
  return {
    ok: true,
    request: await viewRequest(deps, written, facts.policyVersion),
    repeated: false,
  }
}

interface Refusal {
  click: Click
  facts: DecisionFacts
  code: DecisionRefusal
  open: { group: string; count: number }[]
}

async function refuse(deps: DecideDeps, given: Refusal): Promise<DecideResult> {
  const { click, facts, code, open } = given
  const { request } = facts
  await deps.events.append(
    draftEvent(deps.newId, {
      type: 'decision.refused',
      at: facts.now,
      request: request.id,
      actor: actorOf(click, facts),
      surface: click.surface,
      code,
      more: { decision: click.decision, ...markOf(click) },
    }),
  )
  return {
    ok: false,
    code,
    sentence: refusalSentence(code, {
      agent: request.agent.name,
      action: request.action,
      status: request.status,
      open,
      url: requestUrl(deps.publicUrl, request.id),
    }),
    request: await viewForClicker(deps, facts),
  }
}

/** Who may not read a request learns nothing of it by being refused. */
async function viewForClicker(
  deps: DecideDeps,
  { request, person, policyVersion }: DecisionFacts,
): Promise<RequestObject | null> {
  const { policy } = await deps.policies.compiled(policyVersion)
  const readable = person !== null && mayRead(person.record, request, policy)
  return readable ? viewRequest(deps, request, policyVersion) : null
}

/** An account that is nobody we know is recorded by the platform's own ids. */
function actorOf(click: Click, facts: DecisionFacts): Actor {
  if (facts.person !== null) return { kind: 'person', id: facts.person.record.id }
  if (click.clicker.kind === 'person') return { kind: 'person', id: click.clicker.person }
  const { provider, tenant, subject } = click.clicker.account
  return { kind: 'identity', id: `${provider}/${tenant}/${subject}` }
}

function unknownRequest(click: Click): DecideResult {
  const sentence = refusalSentence('not_found', {
    agent: '',
    action: '',
    status: '',
    open: [],
    url: click.request,
  })
  return { ok: false, code: 'not_found', sentence, request: null }
}
