import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { pressBody } from '../fakes/slack-presses.ts'
import { signed } from '../fakes/slack-workspace.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, sendToSlackPath } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'

let slack: SlackGround
let service: RunningService

beforeAll(async () => {
  slack = await newSlackGround()
  service = await startHere(slack.ground, slack.settings)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

/** A click of Bo's on Approve, as Slack's bytes. */
async function captured(request: RequestObject): Promise<string> {
  const card = await slack.cardOf(request)
  const button = slack.workspace.buttons(card).find(({ text }) => text === 'Approve')
  if (button === undefined) throw new Error('there is no button')
  const { channel, front } = slack.workspace
  const user = slack.workspace.user('bo')
  return pressBody({ user, channel, ts: card.ts, button, responseUrl: front.responseUrl })
}

async function storyOf(request: RequestObject): Promise<string[]> {
  const story = await eventsOf(service.api, request)
  return story.flatMap(({ type, code }) =>
    type.startsWith('decision.') ? [code === null ? type : `${type} ${code}`] : [],
  )
}

it('the same signed call delivered twice, at once or one after the other, is one decision', async () => {
  const request = await service.api.propose()
  const body = await captured(request)
  const headers = signed(body)

  const atOnce = await Promise.all([1, 2].map(() => sendToSlackPath(service, body, headers)))
  const afterwards = await sendToSlackPath(service, body, headers)

  expect([...atOnce, afterwards]).toEqual([200, 200, 200])
  expect(await storyOf(request)).toEqual(['decision.recorded approve'])
})

it.each([
  ['five minutes old', -301],
  ['dated ahead', 3_600],
])('a captured call that is %s decides nothing', async (_when, shiftSeconds) => {
  const request = await service.api.propose()
  const body = await captured(request)
  const seconds = Math.floor(Date.now() / 1_000) + shiftSeconds

  expect(await sendToSlackPath(service, body, signed(body, seconds))).toBe(401)

  expect(await storyOf(request)).toEqual([])
})

it('a captured call cannot be dated anew without the signing secret', async () => {
  const request = await service.api.propose()
  const body = await captured(request)
  const old = signed(body, Math.floor(Date.now() / 1_000) - 600)
  const headers = { ...old, 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1_000)) }

  expect(await sendToSlackPath(service, body, headers)).toBe(401)

  expect(await storyOf(request)).toEqual([])
})

it('a click that is replayed after its request was settled changes nothing, is answered and recorded', async () => {
  const request = await service.api.propose()
  const body = await captured(request)
  await service.api.decide(await service.api.person('cy@example.com'), request, 'deny')
  const toldBefore = slack.toldOnly('bo').length

  const statuses = [
    await sendToSlackPath(service, body, signed(body)),
    await sendToSlackPath(service, body, signed(body)),
  ]

  expect(statuses).toEqual([200, 200])
  expect((await service.api.read(request.id)).status).toBe('denied')
  expect(await storyOf(request)).toEqual([
    'decision.recorded deny',
    'decision.refused already_decided',
    'decision.refused already_decided',
  ])
  expect(slack.toldOnly('bo').slice(toldBefore).join()).toContain('already denied')
})
