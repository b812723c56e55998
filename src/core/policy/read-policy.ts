import type { JsonValue } from '../../contract/json.ts'
import type { PolicyFault } from '../../contract/policy.ts'
import { namesMembers } from './group.ts'
import { openDocument } from './open-document.ts'
import type { Place, Read } from './place.ts'
import { unexpected } from './place.ts'
import type { Group, Policy } from './policy.ts'
import { identities } from './read-identities.ts'
import { openMap } from './read-map.ts'
import { defaultReader, rulesReader } from './read-rule.ts'
import { destinations, groups, maskRule, resourceRule } from './read-section.ts'
import { list, reference, sorted, wholeNumber, word } from './read-value.ts'
import { warningsOf } from './warn.ts'

export type PolicyMode = 'development' | 'production'

export type PolicyReading =
  | {
      ok: true
      policy: Policy
      /** The same for every spelling of the same policy: its canonical form is what a version hashes. */
      meaning: JsonValue
      warnings: string[]
      /** Every e-mail that a group names, case-folded and in order. */
      emails: string[]
    }
  | { ok: false; faults: PolicyFault[] }

/**
 * Reads a policy file (POLICY.md). Everything is checked here, expressions too, so that a policy that
 * reads well also compiles. Faults come in the order of the file, with lines and columns from 1.
 */
export function readPolicy(yaml: string, mode: PolicyMode): PolicyReading {
  const opened = openDocument(yaml)
  if (!opened.ok) return opened
  const { root } = opened
  const policy = readRoot(root, mode)
  const { faults } = root.reading
  if (policy === undefined || faults.length > 0)
    return { ok: false, faults: faults.sort(byPosition) }
  return {
    ok: true,
    policy,
    meaning: JSON.parse(JSON.stringify({ version: 1, ...policy })),
    warnings: warningsOf(policy, mode),
    emails: sorted(Object.values(policy.groups).flatMap(({ members }) => members)),
  }
}

function readRoot(root: Place, mode: PolicyMode): Policy | undefined {
  const map = openMap(root)
  if (map === undefined) return undefined
  map.required('version', versionOne)
  const known = {
    groups: map.optional('groups', groups, new Map()) ?? new Map<string, Group | undefined>(),
    destinations: map.optional('destinations', destinations, new Map()) ?? new Map(),
  }
  const names = { ...known, groups: new Map([...known.groups].map(namedMembers)) }
  const admins = map.optional('admins', reference('group', names.groups), null)
  const trusted = map.optional('identities', identities, null)
  const resources = map.optional('resources', list(resourceRule), [])
  const mask = map.optional('mask', list(maskRule), [])
  const rules = map.optional('rules', rulesReader(names), [])
  const fallback = map.required('default', defaultReader(names))
  const selfApproval = map.optional('self_approval', selfApprovalReader(mode), 'never' as const)
  map.close()
  if (
    admins === undefined ||
    trusted === undefined ||
    resources === undefined ||
    mask === undefined
  )
    return undefined
  if (rules === undefined || fallback === undefined || selfApproval === undefined) return undefined
  return {
    admins,
    groups: record(known.groups, (group) => group),
    identities: trusted,
    destinations: record(known.destinations, (destination) => destination),
    resources: inOrder(resources),
    mask: inOrder(mask),
    rules,
    default: fallback,
    selfApproval,
  }
}

/** Of a group that is kept elsewhere nobody can say here how many are in it. */
function namedMembers([group, value]: [string, Group | undefined]): [string, string[] | undefined] {
  return [group, value !== undefined && namesMembers(value) ? value.members : undefined]
}

const versionOne: Read<number> = (place) => {
  const found = wholeNumber(1)(place)
  return found === undefined || found === 1 ? found : unexpected(place, 'version 1 of the format')
}

function selfApprovalReader(mode: PolicyMode): Read<Policy['selfApproval']> {
  return mode === 'development'
    ? word('never', 'allowed_in_development')
    : (place) => (word('never')(place) === undefined ? undefined : 'never')
}

/** Without a prototype, so that no name that an author chose means something to JavaScript. */
function record<From, To>(
  entries: ReadonlyMap<string, From | undefined>,
  change: (value: From) => To,
): Record<string, To> {
  const made: Record<string, To> = Object.create(null)
  for (const name of [...entries.keys()].sort()) {
    const value = entries.get(name)
    if (value !== undefined) made[name] = change(value)
  }
  return made
}

/** One order and no repetition, for lists whose order means nothing. */
function inOrder<T>(values: T[]): T[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]))
  return sorted(byText.keys()).flatMap((key) => byText.get(key) ?? [])
}

function byPosition(left: PolicyFault, right: PolicyFault): number {
  return left.line - right.line || left.column - right.column
}
