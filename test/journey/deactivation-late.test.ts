import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { approve, grantOf } from '../harness/approval.ts'
import { entraUser, patchOf, push, scim, scimToken } from '../harness/directory.ts'
import { journeyPolicy } from '../harness/policy.ts'
import {
  type Ground,
  newGround,
  type RunningService,
  type ServiceProcess,
  startHere,
  startProcess,
} from '../harness/service.ts'
import { until } from '../harness/until.ts'

let ground: Ground
let service: RunningService
let other: ServiceProcess

const groups = `trio: { members: [p1@example.com, p2@example.com, p3@example.com] }
  late: { members: [late@example.com] }
  admins: { directory: "Admins" }`
const rules = `
  - name: two-of-three
    match: { action: "app.two" }
    then: review
    review: { needs: [ { group: trio, count: 2 } ], expires_in: 30m }
  - name: escalates
    match: { action: "app.late" }
    then: review
    review:
      needs: [ { group: trio, count: 2 } ]
      expires_in: 30m
      escalate: { after: 1s, add_group: late }`

beforeAll(async () => {
  ground = await newGround(`${journeyPolicy({ groups, rules })}\nadmins: admins\n`)
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
  other = await startProcess(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await other.stop()
  await service.stop()
  await ground.close()
})

const active = (at: Pick<RunningService, 'url'>, user: string, value: string) =>
  scim(at, 'PATCH', `/Users/${user}`, patchOf({ op: 'Replace', path: 'active', value }))

async function comeAndGo(user: string): Promise<void> {
  await active(other, user, 'False')
  await active(service, user, 'True')
}

const have = ({ needs }: RequestObject) => needs.map((need) => need.have)
const restart = { action: 'service.restart', payload: {} }

const consume = (grant: string) =>
  service.api.call<Refusal>('POST', '/v1/grants/consume', { body: { grant, ...restart } })

describe('somebody who was deactivated and is active again', () => {
  it('is not among those who approved in part, and the request waits for one more', async () => {
    const user = await push(service, entraUser('p1@example.com'))
    const request = await service.api.propose({ action: 'app.two', payload: {} })
    await approve(service.api, request, ['p1'])

    await comeAndGo(user)
    const token = await service.api.person('p2@example.com')
    const second = await service.api.decide(token, request, 'approve')
    const third = await approve(service.api, request, ['p3'])

    expect([second.body.status, have(second.body)]).toEqual(['pending', [1]])
    expect(third.status).toBe('approved')
  })

  it('is not among those who approved after an escalation', async () => {
    const user = await push(service, entraUser('late@example.com'))
    const request = await service.api.propose({ action: 'app.late', payload: {} })
    await until(async () =>
      (await service.api.read(request.id)).warnings.some(({ code }) => code === 'escalated'),
    )
    const counted = await approve(service.api, request, ['late'])

    await comeAndGo(user)

    expect(have(counted)).toEqual([1])
    expect(have(await service.api.read(request.id))).toEqual([0])
  })

  it('gave a grant that nobody uses any more, whichever process is asked', async () => {
    const user = await push(service, entraUser('olga@example.com'))
    const request = await service.api.propose(restart)
    const grant = grantOf(await approve(service.api, request, ['olga']))

    await comeAndGo(user)
    const use = await consume(grant)

    expect([use.status, use.body.code]).toEqual([409, 'policy_changed'])
  })

  it('administers with a new token alone', async () => {
    const email = 'chief@example.com'
    const user = await push(service, entraUser(email))
    await scim(service, 'POST', '/Groups', { displayName: 'Admins', members: [{ value: user }] })
    const people = (token: string) => service.api.call('GET', '/v1/people', { token })
    const old = await service.api.person(email)
    const before = await people(old)

    await active(other, user, 'False')
    const gone = await people(old)
    await active(other, user, 'True')

    expect([before.status, gone.status, (await people(old)).status]).toEqual([200, 401, 401])
    expect((await people(await service.api.person(email))).status).toBe(200)
  })
})

/** Whether an approval of a request still leads to an action. */
async function honoured(id: string): Promise<boolean> {
  const request = await service.api.read(id)
  return request.status === 'approved' && (await consume(grantOf(request))).status !== 409
}

describe('a deactivation in one process and an approval in another at once', () => {
  it('end with nothing that rests on whoever is gone, whichever came first', async () => {
    const user = await push(service, entraUser('pia@example.com'))
    for (let round = 0; round < 6; round += 1) {
      const token = await service.api.person('pia@example.com')
      const requests = await Promise.all([0, 1, 2].map(() => service.api.propose(restart)))

      const answers = await Promise.all([
        ...requests.map((request) => service.api.decide(token, request, 'approve')),
        active(other, user, 'False').then(() => null),
      ])
      await active(other, user, 'True')

      for (const { id } of requests) expect(await honoured(id)).toBe(false)
      for (const answer of answers) expect([200, 401, 403, undefined]).toContain(answer?.status)
    }
  })
})
