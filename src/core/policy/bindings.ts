import type { CelInput } from '@bufbuild/cel'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { JsonValue } from '../../contract/json.ts'
import type { Subject } from './match.ts'
import type { Claim } from './policy.ts'

/**
 * What `when` sees of a claim. `agent` is a map of `id` and `name`, `resource` is in normal form and
 * `now` a timestamp. What the claim leaves out is unbound, so that its use is an error, and so is a
 * resource that does not name one thing.
 */
export function bindingsOf(
  claim: Claim,
  subject: Subject,
  labels: ReadonlySet<string>,
): Record<string, CelInput> {
  const bindings: Record<string, CelInput> = Object.create(null)
  bindings['action'] = subject.action
  bindings['agent'] = new Map(Object.entries(subject.agent))
  bindings['labels'] = [...labels].sort()
  bindings['payload'] = celValue(claim.payload)
  bindings['now'] = timestampFromDate(claim.now)
  if (subject.resource?.names === 'one') bindings['resource'] = subject.resource.normal
  if (subject.environment !== null) bindings['environment'] = subject.environment
  if (subject.onBehalfOf !== null) bindings['on_behalf_of'] = subject.onBehalfOf
  return bindings
}

/** A number of JavaScript is a double to CEL, whose arithmetic does not mix: whole ones become integers. */
function celValue(value: JsonValue): CelInput {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(celValue)
  if (typeof value !== 'object' || value === null) return value
  return new Map(Object.entries(value).map(([key, member]) => [key, celValue(member)]))
}
