import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { otherTenantId } from '../fakes/teams-people.ts'
import type { TeamsPosted } from '../fakes/teams-rooms.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { eventsOf } from '../harness/story.ts'
import { newTeamsGround, type TeamsGround } from '../harness/teams.ts'
import { until } from '../harness/until.ts'

let teams: TeamsGround
let service: RunningService
let request: RequestObject
let card: TeamsPosted

beforeAll(async () => {
  teams = await newTeamsGround()
  service = await startHere(teams.ground, teams.settings)
  const agent = await service.api.agent('owned-bot', { owners: ['ana@example.com'] })
  const { body } = await service.api.call<RequestObject>('POST', '/v1/requests', {
    token: agent.key,
    body: { action: 'data.export', payload: { rows: 1 }, on_behalf_of: 'cy@example.com' },
  })
  request = body
  card = await teams.cardOf(request)
})

afterAll(async () => {
  await service.stop()
  await teams.close()
})

async function statusNow(): Promise<string> {
  const { body } = await service.api.call<RequestObject>('GET', `/v1/requests/${request.id}`, {
    token: service.api.adminToken,
  })
  return body.status
}

async function refusalCodes(): Promise<(string | null)[]> {
  return (await eventsOf(service.api, request, 'decision.refused')).map(({ code }) => code)
}

describe('a click in Microsoft Teams is refused', () => {
  it.each([
    ['an owner of the agent', 'ana', 'self_approval', /own action/],
    ['the person whom it acts for', 'cy', 'self_approval', /own action/],
    ['a colleague in none of the groups', 'dana', 'not_an_approver', /none of the groups/],
    ['an e-mail domain that nobody trusts', 'mallory', 'identity_not_trusted', /which person/],
    ['a guest', 'gus', 'account_refused', /Guests/],
    ['somebody without an account', 'anonymous', 'account_refused', /Guests/],
  ])('from %s, in words, and the refusal is recorded', async (_, name, code, words) => {
    const before = (await refusalCodes()).length

    const answer = await teams.press(service, name, card, 'Approve')

    expect(answer.status).toBe(200)
    expect(answer.text).toMatch(words)
    expect((await refusalCodes()).slice(before)).toEqual([code])
    expect(await statusNow()).toBe('pending')
  })

  it('where the roster cannot be asked, and nothing is decided', async () => {
    teams.teams.connector.fail('members', { status: 503 })

    const answer = await teams.press(service, 'bo', card, 'Approve')
    teams.teams.connector.heal()

    expect(answer.text).toMatch(/could not check who you are/)
    expect((await refusalCodes()).at(-1)).toBe('identity_unavailable')
  })

  it('where what the card showed is not what the request holds', async () => {
    const answer = await teams.press(service, 'bo', card, 'Approve', {
      inputs: { d: `sha256:${'0'.repeat(64)}` },
    })

    expect(answer.text).toMatch(/not what this request holds/)
  })

  it.each([
    ['another verb', { verb: 'launch', data: {} }],
    ['a data that is not ours', { verb: 'countersign.approve', data: { r: 'req_x', d: 1 } }],
    ['no data at all', { verb: 'countersign.deny', data: null }],
  ])('with %s', async (_, { verb, data }) => {
    const answer = await teams.teams.invoke(teams.endpoint(service), {
      person: 'bo',
      message: card,
      verb,
      data,
    })

    expect(answer.status).toBe(200)
    expect(answer.text).toMatch(/no longer in use/)
  })
})

describe('a call that is not from our Teams', () => {
  const press = (options: Parameters<TeamsGround['press']>[4]) =>
    teams.press(service, 'bo', card, 'Approve', options)

  it.each([
    'expired',
    'not_yet_valid',
    'wrong_audience',
    'wrong_issuer',
    'forged',
    'unknown_key',
    'alg_none',
    'alg_hs256',
    'other_service_url',
    'garbage',
  ] as const)('gets 401 with a token that is %s', async (token) => {
    expect((await press({ token })).status).toBe(401)
  })

  it('gets 401 without a token', async () => {
    expect((await press({ token: null })).status).toBe(401)
  })

  it('gets 403 for a tenant that nobody named', async () => {
    const answer = await press({
      change: (activity) => {
        activity['channelData'] = { tenant: { id: otherTenantId } }
        activity['conversation'] = { id: card.conversation, tenantId: otherTenantId }
      },
    })

    expect(answer.status).toBe(403)
  })

  it('decides nothing, and is counted in the log once a minute at most', async () => {
    expect(await statusNow()).toBe('pending')
    const own = await startHere(teams.ground, teams.settings)
    expect((await teams.press(own, 'bo', card, 'Approve', { token: null })).status).toBe(401)
    await own.stop()
    await until(async () => {
      const { body } = await service.api.call<{ data: { type: string; surface: string }[] }>(
        'GET',
        '/v1/events?type=surface.refused',
        { token: service.api.adminToken },
      )
      return body.data.some(({ surface }) => surface === 'teams')
    })
  })
})
