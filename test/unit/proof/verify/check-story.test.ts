import { describe, expect, it } from '@jest/globals'
import type { EventType, EventView } from '../../../../src/contract/event.ts'
import { checkStories } from '../../../../src/proof/verify/check-story.ts'

const request = 'req_01k9xv2m4te8wb1q0zr7y5h3ad'

function story(...types: EventType[]): EventView[] {
  return types.map((type, index) => ({
    id: `evt_${String(index).padStart(26, '0')}`,
    type,
    at: `2026-11-21T14:00:${String(index).padStart(2, '0')}.000Z`,
    request,
    actor: { kind: 'system', id: null, name: null },
    surface: null,
    code: null,
  }))
}

const begun: EventType[] = ['request.proposed', 'request.evaluated']
const approved: EventType[] = [...begun, 'decision.recorded', 'request.approved']
const detailsOf = (...types: EventType[]) =>
  checkStories(story(...types)).map(({ detail }) => detail)

describe('a story that can have happened', () => {
  it.each<[string, EventType[]]>([
    ['approved, used and reported', [...approved, 'grant.consumed', 'outcome.reported']],
    ['approved and taken back', [...approved, 'grant.revoked', 'grant.refused']],
    [
      'denied, with refused clicks afterwards',
      [...begun, 'decision.recorded', 'request.denied', 'decision.refused'],
    ],
    [
      'expired with its cards brought up to date',
      [...begun, 'card.posted', 'request.expired', 'card.updated'],
    ],
    ['looked at again by another policy', [...begun, 'request.evaluated', 'request.cancelled']],
    ['of which only the end was exported', ['grant.consumed', 'outcome.reported']],
  ])('has no fault: %s', (_, types) => {
    expect(detailsOf(...types)).toEqual([])
  })
})

describe('a story that contradicts the rules', () => {
  it.each<[string, EventType[]]>([
    ['is proposed twice', [...begun, 'request.proposed']],
    ['is proposed after it went on', ['request.approved', 'request.proposed']],
    ['is settled twice', [...approved, 'request.denied']],
    ['is decided after it was settled', [...approved, 'decision.recorded']],
    ['has its grant used twice', [...approved, 'grant.consumed', 'grant.consumed']],
    ['has its grant used without an approval', [...begun, 'request.denied', 'grant.consumed']],
    ['has its grant used without an approval', [...begun, 'grant.consumed']],
    ['has its grant used after it was revoked', [...approved, 'grant.revoked', 'grant.consumed']],
    ['has its grant revoked after it was used', [...approved, 'grant.consumed', 'grant.revoked']],
    ['has an outcome without a use of its grant', [...approved, 'outcome.reported']],
    ['has two outcomes', [...approved, 'grant.consumed', 'outcome.reported', 'outcome.reported']],
  ])('%s', (detail, types) => {
    expect(detailsOf(...types)).toEqual([detail])
  })

  it('has an event that stands twice', () => {
    const [first] = story('request.proposed')
    expect(
      checkStories(first === undefined ? [] : [first, first]).map(({ detail }) => detail),
    ).toContain('stands twice')
  })
})

it('holds each request to its own story', () => {
  const other = story(...approved).map((event, index) => ({
    ...event,
    id: `evt_1${String(index).padStart(25, '0')}` as const,
    request: 'req_01k9xv2m4te8wb1q0zr7y5h3zz' as const,
  }))
  expect(checkStories([...story(...approved), ...other])).toEqual([])
})
