import { mayRead } from '../core/authority.ts'
import { type AdoptDeps, adoptMessage } from './adopt-message.ts'
import { type CardDeps, cardOf } from './card-of.ts'
import type { Cards, LookAtCard, PersonalCard, Requests } from './ports.ts'
import { type RecogniseDeps, recognise } from './recognise.ts'
import { type RightsDeps, rightsOf } from './rights-of.ts'

export interface LookDeps extends CardDeps, RecogniseDeps, RightsDeps, AdoptDeps {
  requests: Pick<Requests, 'factsForDecision'>
  cards: Pick<Cards, 'adopt' | 'knows'>
}

/**
 * A card as one person should see it: with what they may do, or why they may not. Whoever may not read the request sees
 * it only in a message that shows it anyway, whatever ids they send. No account is linked by being looked at; a message
 * that we do not know is adopted as by a click.
 */
export async function lookAtCard(
  deps: LookDeps,
  { request, digest, message, surface, clicker, payloadCharsMax }: Parameters<LookAtCard>[0],
): Promise<PersonalCard | null> {
  const facts = await deps.requests.factsForDecision({ request, clicker })
  if (facts === null || facts.request.digest !== digest) return null
  const policy = await deps.policies.compiled(facts.policyVersion)
  const known = facts.person?.record ?? null
  const person = await recognise(deps, clicker, known, policy.policy)
  const reads = person !== null && mayRead(person, facts.request, policy.policy)
  const isShown = message !== null && (await deps.cards.knows({ ...message, surface }))
  if (!reads && !isShown) return null
  if (!isShown) {
    const seen = { message, digest, request: facts.request, person, policy: policy.policy }
    await adoptMessage(deps, seen)
  }
  const { card } = await cardOf(deps, facts.request, payloadCharsMax)
  if (person === null) return { card, may: null }
  return { card, may: rightsOf(deps, { request: facts.request, person, policy, now: facts.now }) }
}
