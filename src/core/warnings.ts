import type { RequestWarning } from '../contract/request.ts'
import type { Destination, Evaluation, Need, Policy } from './policy/policy.ts'

/** What a warning needs to know of a surface. */
interface Reach {
  reaches(destination: Destination): boolean
}

/** What can go wrong with this review is said on the request, never passed over in silence (POLICY.md). */
export function warningsOf(
  evaluation: Evaluation,
  policy: Policy,
  surfaces: Reach[],
): RequestWarning[] {
  return (evaluation.review?.postTo ?? [])
    .filter((name) => !isReachable(policy.destinations[name], surfaces))
    .map((name) => ({
      code: 'destination_unreachable',
      detail: `No card can be posted to ${name}: the surface that it names is not switched on.`,
    }))
}

function isReachable(destination: Destination | undefined, surfaces: Reach[]): boolean {
  return destination !== undefined && surfaces.some((surface) => surface.reaches(destination))
}

/** Groups that the policy in force does not have any more: nobody is in them, so only a deny or the deadline is left. */
export function groupWarnings(needs: Need[], policy: Policy): RequestWarning[] {
  return needs
    .filter(({ group }) => policy.groups[group] === undefined)
    .map(({ group }) => ({
      code: 'group_gone',
      detail: `The policy in force has no group ${group} any more, so its need cannot be met.`,
    }))
}

/** The warnings of a request with those that were not said yet. */
export function withWarnings(said: RequestWarning[], more: RequestWarning[]): RequestWarning[] {
  return [...said, ...more.filter(({ detail }) => !said.some((one) => one.detail === detail))]
}
