import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PersonPage, PersonView } from '../../src/contract/person.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { grantOf } from '../harness/approval.ts'
import { enterConsole } from '../harness/console.ts'
import { rowsOf } from '../harness/rows.ts'
import {
  type RunningService,
  type ServiceProcess,
  startHere,
  startProcess,
} from '../harness/service.ts'
import { newSlackGround, type SlackGround } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

const roundsCount = 20
const restart = (payload: object) => ({ action: 'service.restart', payload })

let slack: SlackGround
let here: RunningService & { link: string }
let elsewhere: ServiceProcess

beforeAll(async () => {
  slack = await newSlackGround()
  here = await startHere(slack.ground, slack.settings)
  elsewhere = await startProcess(slack.ground, slack.settings)
})

afterAll(async () => {
  await elsewhere.stop()
  await here.stop()
  await slack.close()
})

const asAdmin = <Body>(service: RunningService, method: string, address: string, body?: unknown) =>
  service.api.call<Body & Refusal>(method, address, { token: here.api.adminToken, body })

async function idOf(email: string): Promise<string> {
  const { body } = await asAdmin<PersonPage>(here, 'GET', `/v1/people?email=${email}`)
  return body.data[0]?.id ?? 'nobody'
}

const disable = (service: RunningService, person: string, disabled: boolean) =>
  asAdmin<PersonView>(service, 'PATCH', `/v1/people/${person}`, { disabled })

/** What the log says of a person's standing, the oldest first. */
async function standingsOf(person: string): Promise<string[]> {
  const rows = await rowsOf<{ type: string }>(
    slack.ground.database.app,
    `select type from event where body::text like '%' || $1 || '%'
       and type in ('person.disabled', 'person.enabled') order by position`,
    [person],
  )
  return rows.map(({ type }) => type)
}

/** Every decision has one event, and every event its decision. */
async function expectOneEventEach(request: RequestObject): Promise<number> {
  const rows = await rowsOf<{ id: string }>(
    slack.ground.database.app,
    'select id from decision where request_id = $1',
    [request.id],
  )
  const recorded = await eventsOf(here.api, request, 'decision.recorded')
  expect(recorded.map((event) => event['decision'])).toEqual(rows.map(({ id }) => id))
  return rows.length
}

/** Nothing that the disabled person approved may be used, and what is still open has no seat of theirs. */
async function expectNothingCounts(request: RequestObject, payload: object): Promise<void> {
  const after = await here.api.read(request.id)
  const events = await eventsOf(here.api, request, 'request.approved')
  expect(events).toHaveLength(after.status === 'approved' ? 1 : 0)
  if (after.status !== 'approved') {
    return expect(after.needs.map(({ have }) => have)).toEqual([0])
  }
  const use = await here.api.call<Refusal>('POST', '/v1/grants/consume', {
    body: { grant: grantOf(after), ...restart(payload) },
  })
  expect([use.status, use.body.code]).toEqual([409, 'policy_changed'])
}

describe('somebody who is disabled in one process while they approve in another', () => {
  it('never counts afterwards, and every decision is on record once, by API', async () => {
    const outcomes = { written: 0, refused: 0 }
    await here.api.person('olga@example.com')
    const person = await idOf('olga@example.com')
    const before = (await standingsOf(person)).length
    for (let round = 0; round < roundsCount; round += 1) {
      const payload = { round }
      const request = await here.api.propose(restart(payload))
      const token = await here.api.person('olga@example.com')
      const moves = [
        () => elsewhere.api.decide(token, request, 'approve'),
        () => disable(here, person, true),
      ]
      if (round % 2 === 1) moves.reverse()
      const answers = await Promise.all(moves.map((move) => move()))

      expect(answers.filter(({ status }) => ![200, 401, 403].includes(status))).toEqual([])
      if ((await expectOneEventEach(request)) === 1) outcomes.written += 1
      else outcomes.refused += 1
      await expectNothingCounts(request, payload)
      expect((await elsewhere.api.decide(token, request, 'approve')).status).toBe(401)
      await disable(elsewhere, person, false)
    }
    expect(outcomes.written + outcomes.refused).toBe(roundsCount)
    expect((await standingsOf(person)).slice(before)).toEqual(
      Array.from({ length: roundsCount }, () => ['person.disabled', 'person.enabled']).flat(),
    )
  })

  it('never counts afterwards, and every decision is on record once, in Slack', async () => {
    await here.api.person('pia@example.com')
    const person = await idOf('pia@example.com')
    for (let round = 0; round < roundsCount / 2; round += 1) {
      const payload = { slack: round }
      const request = await here.api.propose(restart(payload))
      const card = await slack.cardOf(request)
      const moves = [
        () => slack.press(elsewhere, 'pia', card, 'Approve'),
        async () => (await disable(here, person, true)).status,
      ]
      if (round % 2 === 1) moves.reverse()
      expect(await Promise.all(moves.map((move) => move()))).toEqual([200, 200])

      const types = ['decision.recorded', 'decision.refused']
      await until(async () =>
        (await eventsOf(here.api, request)).some(({ type }) => types.includes(type)),
      )
      await expectOneEventEach(request)
      await expectNothingCounts(request, payload)
      await disable(elsewhere, person, false)
    }
  })
})

describe('a deactivation in one process', () => {
  it('is honoured at once by another: by token, in the console and in Slack', async () => {
    const request = await here.api.propose(restart({}))
    const token = await here.api.person('olga@example.com')
    const console = await enterConsole(here.link)
    await console.become('olga@example.com')
    const card = await slack.cardOf(request)
    await slack.press(here, 'olga', card, 'Approve')
    await until(async () => (await here.api.read(request.id)).status === 'approved')
    const other = await here.api.propose(restart({ other: true }))

    await disable(elsewhere, await idOf('olga@example.com'), true)

    expect((await here.api.decide(token, other, 'approve')).status).toBe(401)
    expect(await console.page('/requests')).toContain('Redirecting to /console/sign-in')
    await slack.press(here, 'olga', await slack.cardOf(other), 'Approve')
    await until(async () => (await eventsOf(here.api, other, 'decision.refused')).length === 1)
    expect((await here.api.read(other.id)).status).toBe('pending')
    await disable(here, await idOf('olga@example.com'), false)
  })
})
