import type { TrustBody } from '../contract/agent.ts'
import type { AgentId, TrustId } from '../contract/ids.ts'
import { addressFault, issuerFault } from '../core/issuer-address.ts'
import { subjectPatternFault, subjectsOverlap } from '../core/subject-pattern.ts'
import { eventOf, makerOf } from './agents.ts'
import type { Administrator, Agents, NewId, TrustAdded, Trusts } from './ports.ts'

export interface TrustDeps {
  newId: NewId
  agents: Pick<Agents, 'read'>
  trusts: Trusts
  mode: 'development' | 'production'
  now: () => Promise<Date>
}

/**
 * Takes the signed tokens of a platform for an agent's key. No token can have two owners: where another trust takes a
 * subject that this one would take, it is refused. Whoever makes it may not decide what such a token proposes.
 */
export async function addTrust(
  deps: TrustDeps,
  by: Administrator,
  agent: AgentId,
  body: TrustBody,
): Promise<TrustAdded> {
  const fault = faultOf(deps, body)
  if (fault !== null) return fault
  if ((await deps.agents.read(agent)) === null) {
    return { ok: false, code: 'not_found', detail: 'There is no such agent.', errors: [] }
  }
  const id = deps.newId('trs')
  const at = await deps.now()
  const { issuer, audience, subject, jwks_url: jwksUrl = null } = body
  const added = await deps.trusts.add(
    { id, agent, issuer, audience, subject, jwksUrl, madeBy: makerOf(by), createdAt: at },
    (other) => subjectsOverlap(subject, other),
    [eventOf(deps, { by, at, agent })('agent.trust_created', { trust: id })],
  )
  if (!added.ok) {
    const detail = `Agent ${added.rival} trusts tokens of this issuer and audience whose subjects overlap with these.`
    return { ok: false, code: 'trust_overlaps', detail, errors: [] }
  }
  const trust = (await deps.agents.read(agent))?.trusts.find((one) => one.id === id)
  if (trust === undefined) throw new Error('a trust cannot be read after its creation')
  return { ok: true, trust }
}

/** Takes such tokens no more, at once. False where the agent has no such trust. */
export async function removeTrust(
  deps: TrustDeps,
  by: Administrator,
  agent: AgentId,
  trust: TrustId,
): Promise<boolean> {
  const at = await deps.now()
  const event = eventOf(deps, { by, at, agent })('agent.trust_removed', { trust })
  return deps.trusts.remove(agent, trust, at, [event])
}

function faultOf({ mode }: TrustDeps, body: TrustBody): TrustAdded | null {
  const issuer = issuerFault(body.issuer, mode)
  const keys = body.jwks_url === undefined ? null : addressFault(body.jwks_url, mode)
  const refused = [
    ...(issuer === null ? [] : [{ pointer: '/issuer', detail: issuer }]),
    ...(keys === null ? [] : [{ pointer: '/jwks_url', detail: keys }]),
  ]
  if (refused.length > 0) {
    const detail = 'Keys are fetched from https addresses that are not this machine.'
    return { ok: false, code: 'trust_refused', detail, errors: refused }
  }
  const subject = subjectPatternFault(body.subject)
  if (subject === null) return null
  const errors = [{ pointer: '/subject', detail: subject }]
  return { ok: false, code: 'invalid_request', detail: `The subject ${subject}.`, errors }
}
