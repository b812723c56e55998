import type { CompiledResource } from './compile.ts'
import type { Claim, Evaluation } from './policy.ts'
import type { Spellings } from './spelling.ts'

/** What the policy itself knows of a resource, whatever the agent says. */
export interface Facts {
  /** For each label, the entries of `resources` that give it. */
  labels: Map<string, string[]>
  /** The labels of the one thing that the resource names: those of a further place help no allow rule. */
  sure: ReadonlySet<string>
  /** For each environment that the resource is pinned to, the entries that pin it. */
  pins: Map<string, string[]>
}

/** Collects what every matching entry of `resources` says. */
export function factsAbout(resource: Spellings | null, entries: CompiledResource[]): Facts {
  const sure = new Set<string>()
  const facts: Facts = { labels: new Map(), sure, pins: new Map() }
  for (const { rule, matches } of resource === null ? [] : entries) {
    if (!resource?.all.some(matches)) continue
    for (const label of rule.labels) add(facts.labels, label, rule.match)
    if (resource.names === 'one' || matches(resource.normal)) addAll(sure, rule.labels)
    if (rule.environment !== null) add(facts.pins, rule.environment, rule.match)
  }
  return facts
}

function addAll(set: Set<string>, values: string[]): void {
  for (const value of values) set.add(value)
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key) ?? []
  if (!list.includes(value)) list.push(value)
  lists.set(key, list)
}

export type Environment =
  | { ok: true; environment: string | null; source: 'agent' | 'resource' | null }
  | { ok: false; detail: string }

/** The environment that holds. Pins that contradict each other let nothing through. */
export function settleEnvironment(said: string | null, pins: Facts['pins']): Environment {
  const [pin, other] = [...pins].sort(([left], [right]) => (left < right ? -1 : 1))
  if (pin === undefined)
    return { ok: true, environment: said, source: said === null ? null : 'agent' }
  if (other !== undefined) {
    const detail = `The policy contradicts itself: ${sentenceOf(pin)}, and ${sentenceOf(other)}.`
    return { ok: false, detail }
  }
  if (said === null) return { ok: true, environment: pin[0], source: 'resource' }
  return said === pin[0]
    ? { ok: true, environment: said, source: 'agent' }
    : {
        ok: false,
        detail: `The policy says that ${sentenceOf(pin)}, and the request says ${said}.`,
      }
}

function sentenceOf([environment, matches]: [string, string[]]): string {
  return `${matches.toSorted().join(' and ')} is ${environment}`
}

/** Every label, and its sources: `agent` first, then entries of `resources` in order. */
export function labelSources(
  claim: Claim,
  facts: Facts,
): Pick<Evaluation, 'labels' | 'labelSources'> {
  const sources: Record<string, string[]> = Object.create(null)
  const labels = [...new Set([...claim.labels, ...facts.labels.keys()])].sort()
  for (const label of labels) {
    const declared = claim.labels.includes(label) ? ['agent'] : []
    sources[label] = [...declared, ...(facts.labels.get(label) ?? []).toSorted()]
  }
  return { labels, labelSources: sources }
}
