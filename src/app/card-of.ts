import type { JsonTree } from '../contract/json.ts'
import type { Card } from '../core/card/card.ts'
import { makeCard } from '../core/card/make-card.ts'
import { mask } from '../core/masking/mask.ts'
import type { Policy } from '../core/policy/policy.ts'
import { standingOf } from '../core/progress.ts'
import type { PersonRecord, RequestRecord } from '../core/record.ts'
import { readTree } from '../proof/verify/read-tree.ts'
import type { Policies, PolicyLibrary } from './ports.ts'
import { personName, requestUrl } from './view-request.ts'

export interface CardDeps {
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
  publicUrl: string
}

/** A card's picture of a request under the policy in force, with everything hidden that people must not see. */
export async function cardOf(
  deps: CardDeps,
  request: RequestRecord,
  payloadCharsMax: number,
): Promise<{ card: Card; payload: JsonTree; policy: Policy }> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  const { policy } = await deps.policies.compiled(inForce.version)
  const payload = maskedPayload(request, policy)
  const needs = standingOf(request, policy).map(({ group, count, have, by }) => ({
    group,
    count,
    have,
    by: by.map(({ person, at }) => ({ name: shortName(person), at })),
  }))
  const card = makeCard({
    request,
    needs,
    payload,
    url: requestUrl(deps.publicUrl, request.id),
    payloadCharsMax,
    nameOf: shortName,
  })
  return { card, payload, policy }
}

/** The payload as people see it: one masking for every surface, the API's person view and the console. */
export function maskedPayload(request: RequestRecord, policy: Policy): JsonTree {
  return mask(readTree(request.payloadText), {
    policy: policy.mask,
    classification: request.words.classification,
  })
}

/** What colleagues call a person: their name, else their e-mail. */
function shortName(person: PersonRecord): string {
  return person.name ?? personName(person)
}
