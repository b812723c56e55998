import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { oktaUser, patchOf, push, scim, scimToken } from '../harness/directory.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

let slack: SlackGround
let service: RunningService

beforeAll(async () => {
  slack = await newSlackGround()
  service = await startHere(slack.ground, { ...slack.settings, SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

const active = (user: string, value: boolean) =>
  scim(service, 'PATCH', `/Users/${user}`, patchOf({ op: 'replace', path: 'active', value }))

const securitySeats = ({ needs }: RequestObject) =>
  needs.find(({ group }) => group === 'security')?.have

it('refuses the next click in Slack of somebody whom the directory deactivated, and forgets the one before', async () => {
  const { api } = service
  const user = await push(service, oktaUser('cy@example.com'))
  const [approved, waiting] = [await api.propose(), await api.propose()]
  const card = await slack.cardOf(waiting)
  await slack.press(service, 'cy', await slack.cardOf(approved), 'Approve')
  await until(async () => securitySeats(await api.read(approved.id)) === 1)
  const told = slack.toldOnly('cy').length

  await active(user, false)
  const status = await slack.press(service, 'cy', card, 'Approve')
  await until(() => slack.toldOnly('cy').length > told)
  await active(user, true)

  expect(status).toBe(200)
  expect(securitySeats(await api.read(waiting.id))).toBe(0)
  expect(await eventsOf(api, waiting, 'decision.refused')).toMatchObject([
    { code: 'not_an_approver', surface: 'slack' },
  ])
  expect(securitySeats(await api.read(approved.id))).toBe(0)
})

it('takes a click again once they are active, as a new approval', async () => {
  const { api } = service
  const user = await push(service, oktaUser('bo@example.com'))
  await active(user, false)
  await active(user, true)
  const request = await api.propose()
  const card = await slack.cardOf(request)

  await slack.press(service, 'bo', card, 'Approve')
  await until(async () => (await api.read(request.id)).needs.some(({ have }) => have === 1))

  expect(await eventsOf(api, request, 'decision.refused')).toEqual([])
})
