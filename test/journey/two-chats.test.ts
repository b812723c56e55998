import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { teamId } from '../fakes/slack-workspace.ts'
import { approve, grantOf } from '../harness/approval.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { newTeamsGround, saysOf, type TeamsGround, trustTenant } from '../harness/teams.ts'
import { until } from '../harness/until.ts'

let slack: SlackGround
let teams: TeamsGround
let service: RunningService

beforeAll(async () => {
  slack = await newSlackGround()
  teams = await newTeamsGround()
  writeFileSync(
    slack.ground.policyFile,
    journeyPolicy({
      destinations: `both: { slack: ${slack.workspace.channel}, teams: "${teams.channel.id}" }`,
      postTo: 'both',
      identities: `identities:
  slack: [ { team: ${teamId}, trust_email_domains: [example.com] } ]
  teams: [ ${trustTenant} ]`,
    }),
  )
  service = await startHere(slack.ground, { ...slack.settings, ...teams.settings })
})

afterAll(async () => {
  await service.stop()
  await teams.close()
  await slack.close()
})

describe('one request in Slack and in Microsoft Teams', () => {
  it('is approved for one need here and for the other there, and both cards follow', async () => {
    const request = await service.api.propose()
    const inSlack = await slack.cardOf(request)
    const inTeams = await teams.cardOf(request)

    expect(await slack.press(service, 'bo', inSlack, 'Approve')).toBe(200)
    await until(() => saysOf(teams.messagesOf(request)[0]?.card).includes('✓'))
    const answer = await teams.press(service, 'cy', inTeams, 'Approve')

    expect(saysOf(answer.card)).toContain('Approved')
    const settled = await service.api.read(request.id)
    expect(settled.status).toBe('approved')
    expect(
      settled.verdict?.decisions.map(({ person, surface, counts_for }) => [
        person,
        surface,
        counts_for,
      ]),
    ).toEqual([
      ['bo@example.com', 'slack', 'data-owners'],
      ['cy@example.com', 'teams', 'security'],
    ])
    await until(async () => wholeText(await slack.cardOf(request)).includes('Approved'))
    await until(() => saysOf(teams.messagesOf(request)[0]?.card).includes('Approved · data.export'))
    expect(wholeText(await slack.cardOf(request))).toContain('Teams')
    expect(saysOf(teams.messagesOf(request)[0]?.card)).toContain('Slack')
  })

  it('tells on both cards how the execution went', async () => {
    const action = { action: 'data.export', payload: { rows: 2 } }
    const request = await service.api.propose(action)
    const settled = await approve(service.api, request, ['bo', 'cy'])
    const used = await service.api.call('POST', '/v1/grants/consume', {
      body: { grant: grantOf(settled), ...action },
    })
    expect(used.status).toBe(200)

    await service.api.call('POST', `/v1/requests/${request.id}/outcome`, {
      body: { status: 'failed', detail: 'bucket <!here> is full' },
    })

    const said = /Execution failed.*bucket/s
    await until(async () => said.test(wholeText(await slack.cardOf(request))))
    await until(() => said.test(saysOf(teams.messagesOf(request)[0]?.card)))
  })

  it('counts the same human once, whichever accounts they click with', async () => {
    const request = await service.api.propose()
    const inSlack = await slack.cardOf(request)
    const inTeams = await teams.cardOf(request)

    await slack.press(service, 'ana', inSlack, 'Approve')
    const again = await teams.press(service, 'ana', inTeams, 'Approve')

    expect(again.status).toBe(200)
    const pending = await service.api.read(request.id)
    expect(pending.status).toBe('pending')
    expect(pending.needs.map(({ have }) => have).reduce((sum, have) => sum + have, 0)).toBe(1)
    expect(await eventsOf(service.api, request, 'decision.recorded')).toHaveLength(1)
  })

  it('refuses an owner in both', async () => {
    const agent = await service.api.agent('own-bot', { owners: ['ana@example.com'] })
    const { body: request } = await service.api.call<{ id: `req_${string}` }>(
      'POST',
      '/v1/requests',
      { token: agent.key, body: { action: 'data.export', payload: { rows: 1 } } },
    )
    const whole = await service.api.call('GET', `/v1/requests/${request.id}`, { token: agent.key })
    const inSlack = await slack.cardOf(whole.body as never)
    const inTeams = await teams.cardOf(request)

    await slack.press(service, 'ana', inSlack, 'Approve')
    const answer = await teams.press(service, 'ana', inTeams, 'Approve')

    expect(answer.text).toMatch(/own action/)
    const refused = await eventsOf(service.api, request as never, 'decision.refused')
    expect(refused.map(({ code, surface }) => [code, surface])).toEqual([
      ['self_approval', 'slack'],
      ['self_approval', 'teams'],
    ])
  })
})
