import { afterAll, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import type { RequestObject } from '../../src/contract/request.ts'
import { teamId } from '../fakes/slack-workspace.ts'

import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

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

/** Clicks a button of the request's card as it is now. */
async function click(name: string, request: RequestObject, label: string): Promise<number> {
  return slack.press(service, name, await slack.cardOf(request), label)
}

/** The card's text, once it says this. */
async function cardSaying(request: RequestObject, words: string): Promise<string> {
  await until(async () => wholeText(await slack.cardOf(request)).includes(words))
  return wholeText(await slack.cardOf(request))
}

it('two people approve with a click each, the card follows, and the waiting agent hears it', async () => {
  const { api } = service
  const request = await api.propose()
  const waiting = api.read(request.id, 60)

  const card = await slack.cardOf(request)
  await until(async () => (await api.read(request.id)).cards[0]?.status === 'posted')
  expect(slack.labelsOf(card)).toEqual(['Approve', 'Deny', 'Details'])

  expect(await slack.press(service, 'bo', card, 'Approve')).toBe(200)
  const halfWay = await cardSaying(request, '✓')
  expect(halfWay).toContain('bo')
  expect(halfWay).toContain('security 0 of 1')
  expect(slack.labelsOf(await slack.cardOf(request))).toEqual(['Approve', 'Deny', 'Details'])

  expect(await click('cy', request, 'Approve')).toBe(200)
  const settled = await waiting
  expect(settled.status).toBe('approved')
  expect(
    settled.verdict?.decisions.map(({ person, surface, counts_for }) => [
      person,
      surface,
      counts_for,
    ]),
  ).toEqual([
    ['bo@example.com', 'slack', 'data-owners'],
    ['cy@example.com', 'slack', 'security'],
  ])
  await cardSaying(request, 'Approved')
  const last = await slack.cardOf(request)
  expect(slack.labelsOf(last)).toEqual([])
  expect(wholeText(last)).toContain('bo')
  expect(wholeText(last)).toContain('cy')
  expect(await slack.messagesOf(request)).toHaveLength(1)
})

it('one click on Deny settles a request', async () => {
  const { api } = service
  const request = await api.propose()
  const waiting = api.read(request.id, 60)

  expect(await click('cy', request, 'Deny')).toBe(200)

  expect(await waiting).toMatchObject({ status: 'denied', verdict: { by: 'people' } })
  await cardSaying(request, 'Denied by')
  expect(slack.labelsOf(await slack.cardOf(request))).toEqual([])
})

it('a decision is recorded against the Slack account that clicked', async () => {
  const { api } = service
  const request = await api.propose()
  await click('bo', request, 'Approve')

  const [recorded] = await eventsOf(api, request, 'decision.recorded')
  const client = new pg.Client({ ...slack.ground.database.owner })
  await client.connect()
  const { rows } = await client.query('select * from identity where id = $1', [
    recorded?.['identity'],
  ])
  await client.end()

  expect(recorded).toMatchObject({ surface: 'slack', actor: { name: 'bo@example.com' } })
  expect(rows[0]).toMatchObject({
    provider: 'slack',
    tenant: teamId,
    subject: slack.workspace.user('bo'),
  })
})

it('a double click is one decision', async () => {
  const { api } = service
  const request = await api.propose()
  const card = await slack.cardOf(request)

  const statuses = await Promise.all(
    ['Approve', 'Approve', 'Approve'].map((label) => slack.press(service, 'bo', card, label)),
  )

  expect(statuses).toEqual([200, 200, 200])
  expect(await eventsOf(api, request, 'decision.recorded')).toHaveLength(1)
  expect(await eventsOf(api, request, 'decision.refused')).toEqual([])
})

it('the same person through Slack and then through the API fills one seat', async () => {
  const { api } = service
  const request = await api.propose()
  await click('ana', request, 'Approve')

  const again = await api.decide(await api.person('ana@example.com'), request, 'approve')

  expect(again.status).toBe(200)
  expect(again.body.status).toBe('pending')
  expect(await eventsOf(api, request, 'decision.recorded')).toHaveLength(1)
})

it('the same person through the API and then through Slack fills one seat', async () => {
  const { api } = service
  const request = await api.propose()
  await api.decide(await api.person('ana@example.com'), request, 'approve')

  expect(await click('ana', request, 'Approve')).toBe(200)

  expect((await api.read(request.id)).status).toBe('pending')
  expect(await eventsOf(api, request, 'decision.recorded')).toHaveLength(1)
})

it('whoever approved in Slack may still deny through the API, and the card says so', async () => {
  const { api } = service
  const request = await api.propose()
  await click('bo', request, 'Approve')

  const answer = await api.decide(await api.person('bo@example.com'), request, 'deny', 'no, wait')

  expect(answer.body.status).toBe('denied')
  expect(await cardSaying(request, 'Denied by')).toContain('no, wait')
})

it('a click on a card that lags behind is told who was first', async () => {
  const { api } = service
  const request = await api.propose()
  const card = await slack.cardOf(request)
  await api.decide(await api.person('cy@example.com'), request, 'deny')

  expect(await slack.press(service, 'bo', card, 'Approve')).toBe(200)

  await until(() => slack.toldOnly('bo').some((text) => text.includes('already denied')))
  expect(await eventsOf(api, request, 'decision.refused')).toMatchObject([
    { code: 'already_decided', surface: 'slack' },
  ])
})
