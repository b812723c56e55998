import type { RequestId } from '../contract/ids.ts'
import type { RequestWarning } from '../contract/request.ts'
import { groupsAsked } from '../core/escalate.ts'
import { type Fresh, reviewedAfresh } from '../core/judge.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { RequestRecord } from '../core/record.ts'
import { rosterWarnings, usergroupsIn } from '../core/rosters.ts'
import { sameNeeds } from '../core/same-needs.ts'
import { groupWarnings, withWarnings } from '../core/warnings.ts'
import type { NewId, PolicyLibrary, Requests, Rosters } from './ports.ts'
import { draftEvent } from './record-event.ts'
import { unchanged } from './unchanged.ts'

export interface ReconsiderDeps {
  newId: NewId
  requests: Pick<Requests, 'factsForDecision' | 'commitChange' | 'pending'>
  policies: PolicyLibrary
  rosters: Pick<Rosters, 'states'>
}

const attemptsCountMax = 20

/** Looks again at everything that is pending, after another policy came into force. */
export async function reconsiderAll(deps: ReconsiderDeps): Promise<void> {
  for (const id of await deps.requests.pending()) await reconsider(deps, id)
}

/**
 * Takes over what the policy in force asks beyond what a pending request asks already, so that those who are needed now
 * see it and every card says so. It settles nothing: that is for the next click, or the deadline.
 */
async function reconsider(deps: ReconsiderDeps, id: RequestId): Promise<void> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForDecision({ request: id, clicker: null })
    if (facts === null || facts.request.status !== 'pending') return
    const { request, now, policyVersion } = facts
    const policy = await deps.policies.compiled(policyVersion)
    const fresh = reviewedAfresh({ request, policy, now })
    const news = newsFor(request, fresh, await troubles(deps, fresh, policy.policy))
    if (news === null) return
    const result = await deps.requests.commitChange({
      ...unchanged(request),
      ...news,
      expectPolicy: policyVersion,
      before: request.expiresAt,
      events: [
        draftEvent(deps.newId, {
          type: 'request.evaluated',
          at: now,
          request: id,
          actor: { kind: 'policy', id: policyVersion },
          code: 'review',
          more: { needs: news.needs.map(({ group, count }) => ({ group, count })) },
        }),
      ],
    })
    if (result === 'committed') return
  }
}

/** What is wrong with the groups that are asked, as far as it is known by now. */
async function troubles(
  { rosters }: Pick<ReconsiderDeps, 'rosters'>,
  { needs }: Fresh,
  policy: Policy,
): Promise<RequestWarning[]> {
  const asked = groupsAsked(needs)
  const usergroups = usergroupsIn(asked.map((name) => policy.groups[name]))
  const states = usergroups.length === 0 ? [] : await rosters.states(usergroups)
  return [...groupWarnings(needs, policy), ...rosterWarnings(asked, policy, states)]
}

/** Null where the policy in force asks nothing else of the request, and nothing is wrong with it that was not said. */
function newsFor(
  request: RequestRecord,
  { needs }: Fresh,
  troubles: RequestWarning[],
): Pick<RequestRecord, 'needs' | 'warnings'> | null {
  const warnings = withWarnings(request.warnings, troubles)
  const same = sameNeeds(request.needs, needs) && warnings.length === request.warnings.length
  return same ? null : { needs, warnings }
}
