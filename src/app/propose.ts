import type { ErrorCode, Fault } from '../contract/errors.ts'
import { issuesToFaults } from '../contract/faults.ts'
import type { JsonValue } from '../contract/json.ts'
import { Proposal } from '../contract/proposal.ts'
import type { RequestObject } from '../contract/request.ts'
import { EmailAsSent } from '../contract/words.ts'
import { groupsOfReview } from '../core/escalate.ts'
import { evaluate } from '../core/policy/evaluate.ts'
import type { Evaluation } from '../core/policy/policy.ts'
import { canonicalJson, sha256Hex } from '../proof/verify/canonical.ts'
import { type Birth, type BirthDeps, bear } from './bear-request.ts'
import { endpointFor } from './endpoint-for.ts'
import { type GiveDeps, viewForAgent } from './give-grant.ts'
import { knowGroups } from './know-groups.ts'
import type {
  People,
  Principal,
  ProposalFacts,
  RateState,
  Requests,
  Rosters,
  TakeRate,
  WebhookEndpoints,
} from './ports.ts'

export interface ProposeDeps extends BirthDeps, GiveDeps {
  requests: Pick<Requests, 'factsForProposal' | 'barredEmails' | 'commitProposal' | 'read'>
  people: Pick<People, 'byEmail'>
  rosters: Pick<Rosters, 'states' | 'sizes'>
  /** How many requests of one agent may be pending at a time. */
  pendingCountMax: number
  takeRate: TakeRate
  webhooks: Pick<WebhookEndpoints, 'list'>
}

/** The body as it came: its value, and the text of its payload as the agent wrote it. */
export interface ProposalBody {
  value: JsonValue
  payloadText: string | null
}

/** `rate` is null where the rate was not asked for: a replay costs nothing. */
export type ProposeResult = Proposed & { rate: RateState | null }

type Proposed =
  | { ok: true; request: RequestObject; replayed: boolean }
  | { ok: false; code: ErrorCode; detail: string; errors?: Fault[] }

type Agent = Extract<Principal, { kind: 'agent' }>

/** How often a proposal is decided again because the policy changed between the read and the write. */
const attemptsCountMax = 20

/**
 * An agent proposes one action. The checks come in API.md's order: idempotency, rate, too many pending, schema.
 * One read, one evaluation, one conditional write; a lost race reads and decides again.
 */
export async function propose(
  deps: ProposeDeps,
  agent: Agent,
  body: ProposalBody,
  idempotencyKey: string | null,
): Promise<ProposeResult> {
  const idempotency =
    idempotencyKey === null
      ? null
      : { keyHash: sha256Hex(idempotencyKey), bodyHash: sha256Hex(canonicalJson(body.value)) }
  const query = {
    agent: agent.id,
    idempotencyKeyHash: idempotency?.keyHash ?? null,
    onBehalfOf: beneficiaryOf(body.value),
    pendingMax: deps.pendingCountMax,
  }

  let rate: RateState | null = null
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForProposal(query)
    if (facts.earlier !== null) {
      return { ...(await replay(deps, facts, facts.earlier, idempotency?.bodyHash)), rate }
    }
    rate ??= await deps.takeRate(agent.id)
    const result = await attemptProposal(deps, { agent, body, idempotency, facts, rate })
    if (result !== 'stale') return { ...result, rate }
  }
  throw new Error('the policy kept changing while a proposal was written')
}

interface Attempt {
  agent: Agent
  body: ProposalBody
  idempotency: { keyHash: string; bodyHash: string } | null
  facts: ProposalFacts
  rate: RateState
}

async function attemptProposal(deps: ProposeDeps, given: Attempt): Promise<Proposed | 'stale'> {
  const { agent, body, facts } = given
  const limited = overLimit(deps, given)
  if (limited !== null) return limited
  const parsed = Proposal.safeParse(body.value)
  if (!parsed.success || body.payloadText === null) {
    return refuse(
      'invalid_request',
      'The proposal does not match the contract.',
      faultsOf(parsed.error, body.value),
    )
  }
  const proposal = parsed.data
  if (!(await isRegistered(deps, agent, proposal.webhook?.url))) {
    return refuse('webhook_not_registered', 'The webhook is on no endpoint of this agent.', [
      { pointer: '/webhook/url', detail: 'is on the origin of no registered endpoint' },
    ])
  }
  const email = proposal.on_behalf_of?.toLowerCase() ?? null
  if (email !== null && facts.beneficiary === null) {
    await deps.people.byEmail(email)
    return 'stale'
  }

  const compiled = await deps.policies.compiled(facts.policyVersion)
  const result = evaluate(compiled, {
    agent: { id: agent.id, name: agent.name },
    action: proposal.action,
    resource: proposal.resource ?? null,
    environment: proposal.environment ?? null,
    onBehalfOf: email,
    payload: proposal.payload,
    labels: proposal.labels ?? [],
    now: facts.now,
  })
  if (!result.ok) {
    return refuse(result.code, result.detail, [{ pointer: '/environment', detail: result.detail }])
  }
  const birth: Birth = {
    agent,
    proposal,
    payloadText: body.payloadText,
    facts,
    evaluation: result.evaluation,
    policy: compiled.policy,
    barredEmails: await barredFrom(deps, agent, facts, result.evaluation),
    known: await knowGroups(
      deps.rosters,
      groupsOfReview(result.evaluation.review).map((name) => compiled.policy.groups[name]),
    ),
    idempotency: given.idempotency,
  }
  const { request, record } = bear(deps, birth)
  if ((await deps.requests.commitProposal(request)) === 'stale') return 'stale'
  return {
    ok: true,
    request: await viewForAgent(deps, record, facts.policyVersion),
    replayed: false,
  }
}

async function isRegistered(
  { webhooks }: ProposeDeps,
  agent: Agent,
  url: string | undefined,
): Promise<boolean> {
  return url === undefined || endpointFor(url, await webhooks.list(agent.id)) !== null
}

/** Read for reviews alone, so that what the policy settles by itself costs no more than it must. */
async function barredFrom(
  deps: ProposeDeps,
  agent: Agent,
  { beneficiary }: ProposalFacts,
  { effect }: Evaluation,
): Promise<string[]> {
  return effect === 'review'
    ? deps.requests.barredEmails({ agent: agent.id, key: agent.key, beneficiary })
    : []
}

function overLimit(deps: ProposeDeps, { facts, rate }: Attempt): Proposed | null {
  if (!rate.within) {
    return refuse('rate_limited', 'This agent proposes faster than its rate limit allows.')
  }
  if (facts.pendingCount < deps.pendingCountMax) return null
  return refuse(
    'too_many_pending',
    `This agent has ${deps.pendingCountMax} pending requests. Wait for some to be settled, or cancel them.`,
  )
}

async function replay(
  deps: ProposeDeps,
  facts: ProposalFacts,
  earlier: NonNullable<ProposalFacts['earlier']>,
  bodyHash: string | undefined,
): Promise<Proposed> {
  if (earlier.bodyHash !== bodyHash) {
    return refuse('idempotency_key_reused', 'This Idempotency-Key was used with another body.')
  }
  const record = await deps.requests.read(earlier.id)
  if (record === null) throw new Error('a request behind an idempotency key cannot be read')
  return {
    ok: true,
    request: await viewForAgent(deps, record, facts.policyVersion),
    replayed: true,
  }
}

/** The e-mail is looked up in the same read as the rest, before the schema has had its say. */
function beneficiaryOf(value: JsonValue): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const parsed = EmailAsSent.safeParse(value['on_behalf_of'])
  return parsed.success ? parsed.data.toLowerCase() : null
}

function refuse(code: ErrorCode, detail: string, errors?: Fault[]): Proposed {
  return errors === undefined ? { ok: false, code, detail } : { ok: false, code, detail, errors }
}

function faultsOf(
  error: ReturnType<typeof Proposal.safeParse>['error'],
  value: JsonValue,
): Fault[] {
  return error === undefined
    ? [{ pointer: '/payload', detail: 'is required' }]
    : issuesToFaults(error.issues, value)
}
