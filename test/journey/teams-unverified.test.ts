import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { nodesOf } from '../fakes/adaptive-card.ts'
import { invokeActivity } from '../fakes/teams-activities.ts'
import type { TeamsPosted } from '../fakes/teams-rooms.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { eventsOf } from '../harness/story.ts'
import { newTeamsGround, type TeamsGround } from '../harness/teams.ts'

let teams: TeamsGround
let service: RunningService

beforeAll(async () => {
  teams = await newTeamsGround()
  teams.teams.connector.requireToken(false)
  service = await startHere(teams.ground, { ...teams.settings, TEAMS_AUTH: 'off' })
})

afterAll(async () => {
  await service.stop()
  await teams.close()
})

/** Cy's click on a button, without a token, as any program of this machine could send it. */
async function click(
  card: TeamsPosted,
  title: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const button = nodesOf(card.card).find((node) => node['title'] === title)
  const cy = teams.teams.person('cy')
  const { status } = await fetch(teams.endpoint(service), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(
      invokeActivity(teams.teams.scene(card), cy, {
        verb: String(button?.['verb']),
        data: button?.['data'],
        replyToId: card.id,
      }),
    ),
  })
  return status
}

it.each([
  ['Origin', 'https://evil.test'],
  ['Origin', 'null'],
  ['Forwarded', 'for=192.0.2.1'],
  ['X-Forwarded-For', '192.0.2.1'],
  ['Via', '1.1 tunnel'],
])('where nobody is checked, a call with %s: %s is not heard', async (name, value) => {
  const request = await service.api.propose()
  const card = await teams.cardOf(request)

  expect(await click(card, 'Deny', { [name]: value })).toBe(404)

  expect((await service.api.read(request.id)).status).toBe('pending')
  expect(await eventsOf(service.api, request, 'decision.recorded')).toEqual([])
})

it('where nobody is checked, the record of a decision says so', async () => {
  const request = await service.api.propose()
  const card = await teams.cardOf(request)

  expect(await click(card, 'Deny')).toBe(200)

  expect((await service.api.read(request.id)).status).toBe('denied')
  expect(await eventsOf(service.api, request, 'decision.recorded')).toMatchObject([
    { decision: expect.stringMatching(/^dec_/), unverified: true },
  ])
})
