import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DecisionWord } from '../../../src/contract/words.ts'
import type { Ruling } from '../../../src/core/judge.ts'
import type { Need } from '../../../src/core/policy/policy.ts'
import type { RequestRecord } from '../../../src/core/record.ts'
import {
  addOwnerIn,
  cancelIn,
  decideIn,
  expireIn,
  isOverdue,
  names,
  newWorld,
  policies,
  setDisabledIn,
  type World,
  waitIn,
} from '../../fakes/world.ts'

const runsCount = 10_000

type Command =
  | { kind: 'decide'; name: string; decision: DecisionWord }
  | { kind: 'cancel' | 'expire' }
  | { kind: 'policy'; index: number }
  | { kind: 'own' | 'disable' | 'enable'; name: string }
  | { kind: 'wait'; minutes: number }

const name = fc.constantFrom(...names)
const kind = <Kind extends string>(word: Kind) => fc.constant(word)

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: kind('decide'), name, decision: kind('approve') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('decide'), name, decision: kind('deny') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('cancel', 'expire') }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind('policy'), index: fc.nat(policies.length - 1) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('own', 'disable', 'enable'), name }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('wait'), minutes: fc.constantFrom(5, 15, 30) }) },
)

// ---- The rules once more, in the plainest words and without the code under test ------------------

/** For each group the larger count of what the request asked so far and what the policy in force asks. */
function demandedOf({ request, policy }: World): Need[] {
  const groups = new Set([...request.needs, ...policy.needs].map(({ group }) => group))
  const larger = (group: string) =>
    Math.max(...[...request.needs, ...policy.needs].map((n) => (n.group === group ? n.count : 0)))
  return [...groups].map((group) => ({ group, count: larger(group) }))
}

/** The most seats that these people can fill, by trying every choice. */
function mostSeats(needs: Need[], people: string[], groups: Record<string, string[]>): number {
  const [person, ...others] = people
  if (person === undefined) return 0
  const seated = needs.flatMap((need, index) =>
    need.count > 0 && groups[need.group]?.includes(person)
      ? [1 + mostSeats(needs.with(index, { ...need, count: need.count - 1 }), others, groups)]
      : [],
  )
  return Math.max(mostSeats(needs, others, groups), ...seated)
}

function counts(world: World, who: string): boolean {
  return !world.people.get(who)?.disabled && !world.request.barred.includes(`per_${who}`)
}

function isAsked(world: World, who: string): boolean {
  return demandedOf(world).some(({ group }) => world.policy.groups[group]?.includes(who))
}

function approversOf({ request }: World): string[] {
  return request.decisions
    .filter(({ decision }) => decision === 'approve')
    .map(({ person }) => person.id.slice('per_'.length))
}

/** What has to come of a decision. */
function expectedOf(world: World, who: string, decision: DecisionWord): string {
  const { request, policy } = world
  const said = request.decisions.some(
    (made) => made.person.id === `per_${who}` && made.decision === decision,
  )
  if (said) return 'repeated'
  if (request.status !== 'pending') return 'already_decided'
  if (isOverdue(world)) return 'overdue'
  if (request.barred.includes(`per_${who}`)) return 'self_approval'
  if (!counts(world, who) || !isAsked(world, who)) return 'not_an_approver'
  if (decision === 'deny') return 'denied by people'
  const demanded = demandedOf(world)
  const wanted = demanded.reduce((sum, { count }) => sum + count, 0)
  const earlier = approversOf(world).filter((other) => counts(world, other))
  const before = mostSeats(demanded, earlier, policy.groups)
  const after = mostSeats(demanded, [...earlier, who], policy.groups)
  if (after < wanted && after === before) return 'need_already_met'
  if (policy.denies) return 'denied by policy'
  return after === wanted ? 'approved by people' : 'recorded'
}

function wordOf(ruling: Ruling): string {
  if (ruling.kind === 'refused') return ruling.code
  if (ruling.kind !== 'recorded' || ruling.settled === null) return ruling.kind
  return `${ruling.settled.status} by ${ruling.settled.by}`
}

// ---- What has to hold after every step ----------------------------------------------------------

function run(world: World, step: Command): string {
  switch (step.kind) {
    case 'decide': {
      const expected = expectedOf(world, step.name, step.decision)
      const outcome = wordOf(decideIn(world, step.name, step.decision))
      expect(outcome).toBe(expected)
      return outcome
    }
    case 'cancel':
      cancelIn(world)
      break
    case 'expire':
      expireIn(world)
      break
    case 'policy':
      world.policy = policies[step.index] ?? world.policy
      break
    case 'own':
      addOwnerIn(world, step.name)
      break
    case 'wait':
      waitIn(world, step.minutes)
      break
    default:
      setDisabledIn(world, step.name, step.kind === 'disable')
  }
  return step.kind
}

/** What must never change once a request is settled; who decided may be disabled later, their word stays. */
function endOf({ status, settlement, decidedAt, needs, decisions, version }: RequestRecord) {
  const said = decisions.map(({ id, decision }) => ({ id, decision }))
  return { status, settlement, decidedAt, needs, said, version }
}

function expectApprovedRightly(world: World, demanded: Need[]): void {
  const { request, policy } = world
  const seats = request.settlement?.seats ?? []
  const seated = seats.map(({ decision, group }) => {
    const made = request.decisions.find(({ id }) => id === decision)
    return { who: made?.person.id.slice('per_'.length) ?? '', said: made?.decision, group }
  })

  expect(policy.denies).toBe(false)
  expect(isOverdue(world)).toBe(false)
  expect(new Set(seated.map(({ who }) => who)).size).toBe(seated.length)
  for (const { who, said, group } of seated) {
    expect(said).toBe('approve')
    expect(counts(world, who)).toBe(true)
    expect(policy.groups[group]).toContain(who)
  }
  for (const { group, count } of demanded) {
    expect(seated.filter((seat) => seat.group === group)).toHaveLength(count)
  }
}

function checkStep(before: World, after: World, demanded: Need[], outcome: string): void {
  const was = before.request
  const is = after.request
  if (was.status !== 'pending') {
    expect(endOf(is)).toEqual(endOf(was))
    return
  }
  if (is.status === 'approved') expectApprovedRightly(after, demanded)
  if (is.status === 'denied') expect(outcome).toMatch(/^denied by (people|policy)$/)
  if (is.status === 'expired')
    expect(is.settlement).toEqual({ by: 'clock', reason: null, seats: [] })
  if (isOverdue(after)) expect(['pending', 'expired']).toContain(is.status)
  expect(is.settlement === null).toBe(is.status === 'pending')
}

describe('a request’s life', () => {
  it(`makes no illegal transition in ${runsCount} random lives`, () => {
    const seen = new Map<string, number>()

    fc.assert(
      fc.property(fc.array(command, { minLength: 4, maxLength: 24 }), (steps) => {
        const world = newWorld()
        for (const step of steps) {
          const before = { ...world }
          const demanded = demandedOf(world)
          const outcome = run(world, step)
          checkStep(before, world, demanded, outcome)
          if (before.request.status !== world.request.status) {
            const end = `${world.request.status} by ${world.request.settlement?.by}`
            seen.set(end, (seen.get(end) ?? 0) + 1)
          }
        }
      }),
      { numRuns: runsCount },
    )

    expect([...seen.keys()].sort()).toEqual([
      'approved by people',
      'cancelled by agent',
      'denied by people',
      'denied by policy',
      'expired by clock',
    ])
  })
})
