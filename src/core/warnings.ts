import type { RequestWarning } from '../contract/request.ts'
import type { Destination, Evaluation, Policy } from './policy/policy.ts'

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
