import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { TeamsChannel } from '../fakes/teams-activities.ts'
import { tenantId } from '../fakes/teams-people.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newTeamsGround, saysOf, type TeamsGround, trustTenant } from '../harness/teams.ts'
import { until } from '../harness/until.ts'

const rule = (name: string) => `
  - name: to-${name}
    match: { action: "to.${name}" }
    then: review
    review: { needs: [ { group: security, count: 1 } ], post_to: [${name}], expires_in: 30m }`

let teams: TeamsGround
let service: RunningService
let linked: TeamsChannel
let late: TeamsChannel

beforeAll(async () => {
  teams = await newTeamsGround({
    destinations: (fake, channel) => {
      linked = fake.channel('Linked')
      late = fake.channel('Late')
      const link = `https://teams.microsoft.com/l/channel/${encodeURIComponent(linked.id)}/Linked?groupId=${linked.team.aadGroupId}&tenantId=${tenantId}`
      return [
        `approvals: { teams: "${channel.id}" }`,
        `linked: { teams: "${link}" }`,
        `late: { teams: { tenant: ${tenantId}, team: "${late.team.id}", channel: "${late.id}" } }`,
        `unknown: { teams: "19:nowhere@thread.tacv2" }`,
        `foreign: { teams: { tenant: 99999999-9999-4999-8999-999999999999, channel: "19:theirs@thread.tacv2" } }`,
      ].join(', ')
    },
    identities: `identities: { teams: [ ${trustTenant} ] }`,
    rules: ['linked', 'late', 'unknown', 'foreign'].map(rule).join(''),
  })
  service = await startHere(teams.ground, teams.settings)
})

afterEach(() => teams.teams.connector.heal())

afterAll(async () => {
  await service.stop()
  await teams.close()
})

async function propose(action: string): Promise<RequestObject> {
  return service.api.propose({ action, payload: { rows: 1 } })
}

async function untilCard(
  { id }: RequestObject,
  expected: { status: string; reason?: string | null },
): Promise<void> {
  await until(async () => {
    const [card] = (await service.api.read(id)).cards
    const { status, reason } = expected
    return card?.status === status && (reason === undefined || card.reason === reason)
  })
}

describe('a card for Microsoft Teams', () => {
  it('goes to the channel of a link that was copied out of Teams', async () => {
    const request = await propose('to.linked')

    await until(() => teams.messagesOf(request, linked.id).length === 1)
    await untilCard(request, { status: 'posted', reason: null })
  })

  it.each([
    ['a channel that does not exist', 'to.unknown', 'channel_not_found'],
    ['a tenant that nobody named', 'to.foreign', 'tenant_not_allowed'],
  ])('fails plainly for %s', async (_, action, reason) => {
    const request = await propose(action)

    await untilCard(request, { status: 'failed', reason })
    expect((await service.api.read(request.id)).status).toBe('pending')
  })

  it('fails where the app was removed, and is posted as soon as it is installed again', async () => {
    await teams.teams.install(teams.endpoint(service), late)
    await teams.teams.uninstall(teams.endpoint(service), late)
    const request = await propose('to.late')
    await untilCard(request, { status: 'failed', reason: 'not_installed' })

    await teams.teams.install(teams.endpoint(service), late)

    await untilCard(request, { status: 'posted', reason: null })
    expect(teams.messagesOf(request, late.id)).toHaveLength(1)
  })

  it('records that the app was installed and removed, once each', async () => {
    const { body } = await service.api.call<{ data: { type: string }[] }>(
      'GET',
      '/v1/events?limit=200',
      { token: service.api.adminToken },
    )
    const types = body.data.map(({ type }) => type).filter((type) => type.startsWith('surface.'))

    expect(types).toEqual(['surface.installed', 'surface.removed', 'surface.installed'])
  })

  it.each([
    ['429', { status: 429, retryAfter: 1 }],
    ['412', { status: 412 }],
    ['503', { status: 503 }],
  ])('is posted once after Teams answered %s', async (_, fault) => {
    teams.teams.connector.fail('*', fault, 1)

    const request = await propose('data.export')

    await untilCard(request, { status: 'posted', reason: null })
    expect(teams.messagesOf(request)).toHaveLength(1)
  })

  it('is posted anew where somebody deleted it', async () => {
    const request = await propose('data.export')
    const card = await teams.cardOf(request)
    await untilCard(request, { status: 'posted' })
    teams.teams.removeMessage(card)

    const token = await service.api.person('bo@example.com')
    await service.api.decide(token, request, 'approve')

    await until(() => teams.messagesOf(request).some(({ id }) => id !== card.id))
    const [fresh] = teams.messagesOf(request)
    expect(saysOf(fresh?.card)).toContain('✓')
  })

  it('is updated by a process that did not post it', async () => {
    const request = await propose('data.export')
    await teams.cardOf(request)
    await untilCard(request, { status: 'posted' })
    await service.stop()
    service = await startHere(teams.ground, teams.settings)

    await service.api.decide(await service.api.person('cy@example.com'), request, 'deny', 'No')

    await until(async () => saysOf((await teams.cardOf(request)).card).includes('Denied'))
  })
})
