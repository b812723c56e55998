import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { DecisionWord } from '../../src/contract/words.ts'
import { exportAction } from '../harness/api.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const rules = `
  - name: deploys
    match: { action: "app.deploy" }
    then: review
    review:
      needs: [ { group: operators, count: 1 }, { group: security, count: 1 } ]
      expires_in: 30m
  - name: reboots
    match: { action: "host.reboot" }
    then: review
    review: { needs: [ { group: operators, count: 2 } ], expires_in: 30m }
`

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ rules }))
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function decide(
  name: string,
  request: RequestObject,
  decision: DecisionWord,
  comment?: string,
) {
  const token = await service.api.person(`${name}@example.com`)
  return service.api.decide(token, request, decision, comment)
}

const of = (action: string) => service.api.propose({ action, payload: { host: 'a' } })

describe('the same person', () => {
  it('who approves twice gets the same answer twice, also after the request was settled', async () => {
    const request = await of('app.deploy')

    const first = await decide('olga', request, 'approve')
    const second = await decide('olga', request, 'approve')
    const settled = await decide('cy', request, 'approve')
    const third = await decide('olga', request, 'approve')

    expect([first.status, second.status, third.status]).toEqual([200, 200, 200])
    expect(second.body).toEqual(first.body)
    expect(third.body).toEqual(settled.body)
    expect(settled.body.verdict?.decisions).toHaveLength(2)
  })

  it('may deny after approving, and that settles it', async () => {
    const request = await of('app.deploy')
    await decide('olga', request, 'approve')

    const { body } = await decide('olga', request, 'deny', 'on second thought')

    expect(body.status).toBe('denied')
    expect(body.verdict?.decisions.map(({ decision }) => decision)).toEqual(['approve', 'deny'])
  })

  it('cannot approve after denying', async () => {
    const request = await of('app.deploy')
    await decide('olga', request, 'deny')

    const { body } = await decide('olga', request, 'approve')

    expect(body.code).toBe('already_decided')
  })

  it('fills one seat only, though two groups hold them', async () => {
    const request = await service.api.propose()

    await decide('ana', request, 'approve')
    const again = await decide('ana', request, 'approve')

    expect(again.body.status).toBe('pending')
    expect(again.body.needs.map(({ have }) => have).sort()).toEqual([0, 1])
  })
})

describe('distinct people', () => {
  it.each([
    [['bo', 'ana'], { 'bo@example.com': 'data-owners', 'ana@example.com': 'security' }],
    [['ana', 'bo'], { 'bo@example.com': 'data-owners', 'ana@example.com': 'security' }],
    [['ana', 'cy'], { 'ana@example.com': 'data-owners', 'cy@example.com': 'security' }],
    [['cy', 'ana'], { 'ana@example.com': 'data-owners', 'cy@example.com': 'security' }],
  ])('settle it whoever comes first: %j', async ([first, second], seats) => {
    const request = await service.api.propose()

    const half = await decide(String(first), request, 'approve')
    const { body } = await decide(String(second), request, 'approve')

    expect([half.body.status, body.status]).toEqual(['pending', 'approved'])
    const counted = body.verdict?.decisions.map(({ person, counts_for }) => [person, counts_for])
    expect(Object.fromEntries(counted ?? [])).toEqual(seats)
    expect(body.needs.every(({ have, count }) => have === count)).toBe(true)
  })

  it('are needed as many as the policy counts', async () => {
    const request = await of('host.reboot')

    const half = await decide('olga', request, 'approve')
    const full = await decide('pia', request, 'approve')

    expect([half.body.status, full.body.status]).toEqual(['pending', 'approved'])
  })

  it('count no longer where they were disabled since', async () => {
    const request = await of('app.deploy')
    await decide('olga', request, 'approve')
    const standing = `update person set disabled_at = $1 where id =
      (select person_id from person_email where email = 'olga@example.com')`
    await rowsOf(ground.database.owner, standing, [new Date()])

    const half = await decide('cy', request, 'approve')
    const full = await decide('pia', request, 'approve')
    await rowsOf(ground.database.owner, standing, [null])

    expect(half.body.status).toBe('pending')
    expect(half.body.needs).toContainEqual({ group: 'operators', count: 1, have: 0 })
    expect(full.body.status).toBe('approved')
  })
})

it('a review that the barred leave too few people for says so when it is proposed', async () => {
  const { key } = await service.api.agent('anas-and-bos-bot', {
    owners: ['ana@example.com', 'bo@example.com'],
  })

  const { body } = await service.api.call<RequestObject>('POST', '/v1/requests', {
    token: key,
    body: exportAction,
  })
  const usual = await service.api.propose()

  expect(body.warnings.map(({ code }) => code)).toEqual(['needs_unmeetable'])
  expect(usual.warnings).toEqual([])
})
