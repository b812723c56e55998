import type { DecisionWord, RequestStatus } from '../../src/contract/words.ts'
import { judge, type Ruling } from '../../src/core/judge.ts'
import type { CompiledPolicy } from '../../src/core/policy/compile.ts'
import type { Need } from '../../src/core/policy/policy.ts'
import { seatsOf } from '../../src/core/progress.ts'
import type { PersonRecord, RequestRecord, Seat, Settlement } from '../../src/core/record.ts'
import {
  askedAt,
  compiledPolicy,
  digest,
  groupsYaml,
  minute,
  personRecord,
  requestRecord,
  reviewYaml,
} from './records.ts'

/** A policy, and beside it what it plainly says, so that a test need not ask the code which it tests. */
export interface PlainPolicy {
  compiled: CompiledPolicy
  groups: Record<string, string[]>
  needs: Need[]
  denies: boolean
}

/** One request and everything around it that may change while it is pending. */
export interface World {
  request: RequestRecord
  people: Map<string, PersonRecord>
  policy: PlainPolicy
  now: Date
}

export const names = ['ana', 'bo', 'cy', 'kim', 'olga', 'sam']

const usualGroups = { 'data-owners': ['ana', 'bo', 'olga'], security: ['cy', 'kim'], sre: ['sam'] }
const otherGroups = { 'data-owners': ['bo', 'cy'], security: ['ana', 'cy', 'kim'], sre: ['olga'] }
const bothOnce = 'data-owners: 1, security: 1'
const allowAll = '[{ name: all, match: { action: "*" }, then: allow }]'
const denyAll = '[{ name: none, match: { action: "*" }, then: deny }]'
const elsewhere = '[{ match: "postgres://prod/**", environment: staging }]'

export const policies: PlainPolicy[] = [
  plain(usualGroups, bothOnce),
  plain(otherGroups, bothOnce),
  plain(usualGroups, 'security: 1'),
  plain(usualGroups, 'data-owners: 2, security: 1'),
  plain(usualGroups, 'security: 2, sre: 1'),
  plain(otherGroups, 'security: 2'),
  { ...plain(usualGroups, bothOnce, { rules: allowAll }), needs: [] },
  { ...plain(otherGroups, bothOnce, { rules: denyAll }), needs: [], denies: true },
  { ...plain(usualGroups, bothOnce, { resources: elsewhere }), needs: [], denies: true },
]

function plain(
  groups: PlainPolicy['groups'],
  needs: string,
  more: Parameters<typeof compiledPolicy>[0] = {},
): PlainPolicy {
  const sections = { groups: groupsYaml(groups), default: reviewYaml(needs), ...more }
  return {
    compiled: compiledPolicy(sections),
    groups,
    needs: needs.split(', ').map((need) => {
      const [group = '', count] = need.split(': ')
      return { group, count: Number(count) }
    }),
    denies: false,
  }
}

/** A fresh request under the first policy. Olga owns the agent that proposed it. */
export function newWorld(): World {
  const [policy = plain(usualGroups, bothOnce)] = policies
  return {
    request: requestRecord(),
    people: new Map(names.map((name) => [name, personRecord(name)])),
    policy,
    now: askedAt,
  }
}

/** Applies a decision as `app/decide` does: whatever the ruling says is written, and nothing else is asked. */
export function decideIn(world: World, name: string, decision: DecisionWord): Ruling {
  const { request, policy, now } = world
  const person = world.people.get(name) ?? personRecord(name)
  const decisionId = `dec_${name}_${decision}` as const
  const ruling = judge({
    request,
    policy: policy.compiled,
    person,
    decision,
    decisionId,
    comment: null,
    digest,
    now,
  })
  if (ruling.kind === 'overdue') expireIn(world)
  if (ruling.kind === 'recorded') {
    const { settled, needs } = ruling
    const made = {
      id: decisionId,
      person,
      identity: `idn_${name}`,
      decision,
      surface: 'api',
      comment: null,
      at: now,
      lapsed: false,
    } as const
    write(world, settled?.status ?? 'pending', settled)
    world.request = { ...world.request, needs, decisions: [...request.decisions, made] }
  }
  return ruling
}

/** Withdraws the request as `app/cancel` does. */
export function cancelIn(world: World): void {
  if (world.request.status !== 'pending') return
  if (isOverdue(world)) expireIn(world)
  else write(world, 'cancelled', { by: 'agent', reason: null, seats: seatsIn(world) })
}

/** Ends the request as `app/expire` does. */
export function expireIn(world: World): void {
  if (world.request.status !== 'pending' || !isOverdue(world)) return
  write(world, 'expired', { by: 'clock', reason: null, seats: seatsIn(world) })
}

function seatsIn({ request, policy }: World): Seat[] {
  return seatsOf(request, policy.compiled.policy)
}

export function isOverdue({ request, now }: World): boolean {
  return request.expiresAt !== null && now >= request.expiresAt
}

/** Somebody joins the owners. Whoever leaves them stays barred, because they owned the agent since the proposal. */
export function addOwnerIn(world: World, name: string): void {
  const barred = new Set([...world.request.barred, personRecord(name).id])
  world.request = { ...world.request, barred: [...barred] }
}

/** A read shows every decider as they are now. */
export function setDisabledIn(world: World, name: string, disabled: boolean): void {
  const person = personRecord(name, { disabled })
  world.people.set(name, person)
  const decisions = world.request.decisions.map((made) =>
    made.person.id === person.id ? { ...made, person } : made,
  )
  world.request = { ...world.request, decisions }
}

export function waitIn(world: World, minutes: number): void {
  const past = (world.now.getTime() - askedAt.getTime()) / 60_000
  world.now = minute(past + minutes)
}

function write(world: World, status: RequestStatus, settlement: Settlement | null): void {
  world.request = {
    ...world.request,
    version: world.request.version + 1,
    status,
    settlement,
    decidedAt: settlement === null ? null : world.now,
  }
}
