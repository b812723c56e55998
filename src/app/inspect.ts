import type { Inspect, RequestPageView, Requests } from './ports.ts'
import { type RecogniseDeps, recognise } from './recognise.ts'
import { type ConsoleDeps, showRequest } from './show-console.ts'

export interface InspectDeps extends ConsoleDeps, Omit<RecogniseDeps, 'people'> {
  people: ConsoleDeps['people'] & RecogniseDeps['people']
  requests: ConsoleDeps['requests'] & Pick<Requests, 'factsForDecision'>
}

/**
 * Everything about a request, for whoever looks through an account of a chat: what the console's page shows them.
 * Null where they may not see it, which looks like its not being there. Nothing is written.
 */
export async function inspect(
  deps: InspectDeps,
  { request, clicker }: Parameters<Inspect>[0],
): Promise<RequestPageView | null> {
  const facts = await deps.requests.factsForDecision({ request, clicker })
  if (facts === null) return null
  const { policy } = await deps.policies.compiled(facts.policyVersion)
  const person = await recognise(deps, clicker, facts.person?.record ?? null, policy)
  return person === null ? null : showRequest(deps, request, person.id)
}
