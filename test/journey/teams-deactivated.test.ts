import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { entraUser, patchOf, push, scim, scimToken } from '../harness/directory.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { eventsOf } from '../harness/story.ts'
import { newTeamsGround, type TeamsGround } from '../harness/teams.ts'

let teams: TeamsGround
let service: RunningService

beforeAll(async () => {
  teams = await newTeamsGround()
  service = await startHere(teams.ground, { ...teams.settings, SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await teams.close()
})

const active = (user: string, value: string) =>
  scim(service, 'PATCH', `/Users/${user}`, patchOf({ op: 'Replace', path: 'active', value }))

const ownersSeats = ({ needs }: RequestObject) =>
  needs.find(({ group }) => group === 'data-owners')?.have

it('refuses the next click in Teams of somebody whom the directory deactivated, and forgets the one before', async () => {
  const { api } = service
  const user = await push(service, entraUser('bo@example.com'))
  const [approved, waiting] = [await api.propose(), await api.propose()]
  const card = await teams.cardOf(waiting)
  await teams.press(service, 'bo', await teams.cardOf(approved), 'Approve')
  const counted = ownersSeats(await api.read(approved.id))

  await active(user, 'False')
  const pressed = await teams.press(service, 'bo', card, 'Approve')
  await active(user, 'True')

  expect(counted).toBe(1)
  expect(pressed.status).toBe(200)
  expect(ownersSeats(await api.read(waiting.id))).toBe(0)
  expect(await eventsOf(api, waiting, 'decision.refused')).toMatchObject([
    { code: 'not_an_approver', surface: 'teams' },
  ])
  expect(ownersSeats(await api.read(approved.id))).toBe(0)
})

it('takes a click again once they are active, as a new approval', async () => {
  const { api } = service
  const request = await api.propose()

  await teams.press(service, 'bo', await teams.cardOf(request), 'Approve')

  expect(ownersSeats(await api.read(request.id))).toBe(1)
})
