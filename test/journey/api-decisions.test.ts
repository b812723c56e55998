import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventView } from '../../src/contract/event.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import type { DecisionWord } from '../../src/contract/words.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const rules = `
  - name: deploys
    match: { action: "app.deploy" }
    then: review
    review:
      needs: [ { group: operators, count: 1 }, { group: security, count: 1 } ]
      expires_in: 30m
  - name: rollbacks
    match: { action: "app.rollback" }
    then: review
    review:
      needs: [ { group: operators, count: 1 }, { group: security, count: 1 } ]
      expires_in: 30m
      comment: always
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

async function refusals(request: RequestObject): Promise<EventView[]> {
  const { body } = await service.api.call<{ data: EventView[] }>(
    'GET',
    `/v1/requests/${request.id}/events`,
  )
  return body.data.filter(({ type }) => type === 'decision.refused')
}

const of = (action: string) => service.api.propose({ action, payload: { host: 'a' } })
const elsewhere = (request: RequestObject) => ({
  ...request,
  digest: `sha256:${'0'.repeat(64)}`,
})

/** Each case brings a request so far that the last decision is refused with the code. */
const refused: [string, number, () => Promise<[string, RequestObject, DecisionWord, string?]>][] = [
  ['not_an_approver', 403, async () => ['eve', await of('app.deploy'), 'approve']],
  ['not_an_approver', 403, async () => ['eve', await of('app.deploy'), 'deny']],
  ['not_an_approver', 403, async () => ['bo', await of('app.deploy'), 'approve']],
  ['self_approval', 403, async () => ['dana', await of('app.deploy'), 'approve']],
  ['self_approval', 403, async () => ['dana', await of('app.deploy'), 'deny']],
  ['digest_mismatch', 409, async () => ['olga', elsewhere(await of('app.deploy')), 'approve']],
  ['digest_mismatch', 409, async () => ['olga', elsewhere(await of('app.deploy')), 'deny']],
  ['comment_required', 422, async () => ['olga', await of('service.restart'), 'deny']],
  ['comment_required', 422, async () => ['olga', await of('service.restart'), 'deny', ' \n']],
  ['comment_required', 422, async () => ['olga', await of('app.rollback'), 'approve']],
  [
    'need_already_met',
    409,
    async () => {
      const request = await of('app.deploy')
      await decide('olga', request, 'approve')
      return ['pia', request, 'approve']
    },
  ],
  [
    'already_decided',
    409,
    async () => {
      const request = await of('app.deploy')
      await decide('olga', request, 'deny')
      return ['pia', request, 'approve']
    },
  ],
  [
    'already_decided',
    409,
    async () => {
      const request = await of('service.restart')
      await decide('olga', request, 'approve')
      return ['pia', request, 'deny', 'too late']
    },
  ],
]

describe('a refused decision', () => {
  it.each(refused)('says %s with status %i, is recorded, and changes nothing', async (...given) => {
    const [code, status, arrange] = given
    const [name, request, decision, comment] = await arrange()
    const before = await service.api.read(request.id)

    const answer = await decide(name, request, decision, comment)

    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.headers.get('content-type')).toMatch('application/problem+json')
    expect(await service.api.read(request.id)).toEqual(before)
    expect(await refusals(request)).toEqual([
      expect.objectContaining({
        code,
        surface: 'api',
        request: request.id,
        actor: { kind: 'person', id: expect.any(String), name: `${name}@example.com` },
      }),
    ])
  })

  it('carries the settled request where it came too late', async () => {
    const request = await of('service.restart')
    const settled = await decide('olga', request, 'approve')

    const { body } = await decide('pia', request, 'approve')

    expect(body.request).toEqual(settled.body)
  })

  it('is not found where there is no such request', async () => {
    const request = await of('app.deploy')

    const { status, body } = await decide(
      'olga',
      { ...request, id: 'req_01k9xv2m4te8wb1q0zr7y5h3ad' },
      'approve',
    )

    expect([status, body.code]).toEqual([404, 'not_found'])
  })

  it.each([
    { decision: 'approve' },
    { decision: 'approve', digest: 'sha256:1' },
    { decision: 'Approve', digest: `sha256:${'0'.repeat(64)}` },
    { decision: 'deny', digest: `sha256:${'0'.repeat(64)}`, person: 'cy@example.com' },
    { decision: 'deny', digest: `sha256:${'0'.repeat(64)}`, comment: 'a'.repeat(2001) },
  ])('does not count as a decision where it is no message of the contract: %j', async (body) => {
    const request = await of('app.deploy')
    const token = await service.api.person('olga@example.com')

    const answer = await service.api.call('POST', `/v1/requests/${request.id}/decisions`, {
      token,
      body,
    })

    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_request'])
  })
})

describe('of several reasons to refuse', () => {
  it('a wrong digest is told before a settled request', async () => {
    const request = await of('app.deploy')
    await decide('olga', request, 'deny')

    const { body } = await decide('dana', elsewhere(request), 'approve')

    expect(body.code).toBe('digest_mismatch')
  })

  it('a settled request is told before an own action', async () => {
    const request = await of('app.deploy')
    await decide('olga', request, 'deny')

    const { body } = await decide('dana', request, 'approve')

    expect(body.code).toBe('already_decided')
  })

  it('an own action is told before a missing group', async () => {
    const { body } = await decide('dana', await of('app.rollback'), 'approve')

    expect(body.code).toBe('self_approval')
  })

  it('a missing group is told before a missing comment', async () => {
    const { body } = await decide('bo', await of('app.rollback'), 'approve')

    expect(body.code).toBe('not_an_approver')
  })

  it('a missing comment is told before a taken seat', async () => {
    const request = await of('app.rollback')
    await decide('olga', request, 'approve', 'fine')

    const { body } = await decide('pia', request, 'approve')

    expect(body.code).toBe('comment_required')
  })
})
