import { type CardDeps, cardOf } from './card-of.ts'
import type { LookAtCard, PersonalCard, Requests } from './ports.ts'
import { type RecogniseDeps, recognise } from './recognise.ts'
import { type RightsDeps, rightsOf } from './rights-of.ts'

export interface LookDeps extends CardDeps, RecogniseDeps, RightsDeps {
  requests: Pick<Requests, 'factsForDecision'>
}

/** A card as one person should see it: with what they may do, or why they may not. Nothing is written. */
export async function lookAtCard(
  deps: LookDeps,
  { request, clicker, payloadCharsMax }: Parameters<LookAtCard>[0],
): Promise<PersonalCard | null> {
  const facts = await deps.requests.factsForDecision({ request, clicker })
  if (facts === null) return null
  const policy = await deps.policies.compiled(facts.policyVersion)
  const known = facts.person?.record ?? null
  const person = await recognise(deps, clicker, known, policy.policy)
  const { card } = await cardOf(deps, facts.request, payloadCharsMax)
  if (person === null) return { card, may: null }
  return { card, may: rightsOf(deps, { request: facts.request, person, policy, now: facts.now }) }
}
