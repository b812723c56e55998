import type { GrantRefusal } from '../contract/errors.ts'
import type { ConsumeBody, Consumed, GrantClaims } from '../contract/grant.ts'
import { AgentId, type RequestId } from '../contract/ids.ts'
import { grantIdOf, judgeUse } from '../core/grant.ts'
import { actionDigest } from '../proof/verify/digest.ts'
import { readGrant } from '../proof/verify/read-grant.ts'
import type {
  DecisionFacts,
  Events,
  GrantSigner,
  NewId,
  PolicyLibrary,
  Principal,
  Requests,
} from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface ConsumeDeps {
  newId: NewId
  now: () => Promise<Date>
  requests: Pick<Requests, 'factsForDecision' | 'useGrant'>
  events: Pick<Events, 'append'>
  policies: PolicyLibrary
  grants: Pick<GrantSigner, 'keys'>
  publicUrl: string
}

export type ConsumeResult = { ok: true; consumed: Consumed } | { ok: false; code: GrantRefusal }

type Agent = Extract<Principal, { kind: 'agent' }>

const attemptsCountMax = 50

/**
 * Uses a grant for the action that is about to run: exactly once, for exactly what was approved, under the policy in
 * force now. An agent uses its own; an executor says whose action it runs. A refusal is recorded.
 */
export async function consume(
  deps: ConsumeDeps,
  caller: Agent,
  body: ConsumeBody,
): Promise<ConsumeResult> {
  const reading = await readGrant(body.grant, deps.grants.keys, deps.publicUrl)
  const claims = reading.ok ? reading.claims : null
  const isOne = claims !== null && claims.jti === grantIdOf(claims.request)
  if (!isOne) return refuse(deps, { caller, at: await deps.now(), code: 'grant_invalid' })
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForDecision({ request: claims.request, clicker: null })
    if (facts === null) {
      return refuse(deps, { caller, at: await deps.now(), code: 'grant_invalid' })
    }
    const result = await attemptUse(deps, { caller, body, claims, facts })
    if (result !== 'stale') return result
  }
  throw new Error('the request kept changing while its grant was used')
}

interface Attempt {
  caller: Agent
  body: ConsumeBody
  claims: GrantClaims
  facts: DecisionFacts
}

async function attemptUse(deps: ConsumeDeps, given: Attempt): Promise<ConsumeResult | 'stale'> {
  const { caller, claims, facts } = given
  const { request } = facts
  const at = request.readAt
  const agent = agentOf(given)
  const policy = await deps.policies.compiled(facts.policyVersion)
  const digest = digestOf(given, agent)
  const ruling = judgeUse({ claims, request, agent, digest, policy })
  if (!ruling.ok) return refuse(deps, { caller, at, code: ruling.code, request: request.id })
  const result = await deps.requests.useGrant({
    request: request.id,
    by: caller.id,
    digest: request.digest,
    at,
    expectPolicy: facts.policyVersion,
    expectAgentVersion: request.agent.version,
    expectActive: ruling.counted,
    event: draftEvent(deps.newId, {
      type: 'grant.consumed',
      at,
      request: request.id,
      actor: { kind: 'agent', id: caller.id },
      more: { grant: claims.jti, key: caller.key, policy: facts.policyVersion },
    }),
  })
  if (result === 'stale') return 'stale'
  return {
    ok: true,
    consumed: { id: claims.jti, request: request.id, consumed_at: at.toISOString() },
  }
}

/** Whose action the caller says that it is: an agent runs its own alone. Null for what is nobody's. */
function agentOf({ caller, body }: Attempt): AgentId | null {
  const named = body.agent ?? (caller.agentKind === 'agent' ? caller.id : null)
  if (caller.agentKind === 'agent' && named !== caller.id) return null
  const parsed = AgentId.safeParse(named)
  return parsed.success ? parsed.data : null
}

function digestOf({ body }: Attempt, agent: AgentId | null): string {
  const { action, resource, environment, on_behalf_of, payload } = body
  return actionDigest({
    agent: agent ?? '',
    action: action ?? null,
    resource,
    environment,
    on_behalf_of,
    payload: payload ?? null,
  })
}

interface Refusal {
  caller: Agent
  at: Date
  code: GrantRefusal
  request?: RequestId
}

async function refuse(deps: ConsumeDeps, given: Refusal): Promise<ConsumeResult> {
  const { caller, at, code, request = null } = given
  await deps.events.append(
    draftEvent(deps.newId, {
      type: 'grant.refused',
      at,
      request,
      actor: { kind: 'agent', id: caller.id },
      code,
      more: { key: caller.key },
    }),
  )
  return { ok: false, code }
}
