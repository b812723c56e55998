import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { signed, teamId } from '../fakes/slack-workspace.ts'
import { rowsOf } from '../harness/rows.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { until } from '../harness/until.ts'

let slack: SlackGround
let service: RunningService

const usergroup = 'S0ABC123'
const rules = `
  - name: keys
    match: { action: "key.rotate" }
    then: review
    review: { needs: { group: on-call }, post_to: approvals, expires_in: 30m }
  - name: shares
    match: { action: "key.share" }
    then: review
    review: { needs: { group: on-call, count: 2 }, post_to: approvals, expires_in: 30m }
  - name: revocations
    match: { action: "key.revoke" }
    then: review
    review:
      needs: { group: on-call }
      post_to: approvals
      expires_in: 30m
      deny_reasons: ["Too early"]
`

beforeAll(async () => {
  slack = await newSlackGround({ rules, groups: `on-call: { slack_usergroup: ${usergroup} }` })
  answer({ ok: true, users: [slack.workspace.user('pia')] })
  service = await startHere(slack.ground, slack.settings)
  await until(async () => (await rosters())[0]?.users.length === 1)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

beforeEach(async () => {
  answer({ ok: true, users: [slack.workspace.user('pia')] })
  await membersChanged()
  await until(async () => (await rosters())[0]?.trouble === null)
})

function answer(body: Record<string, unknown>): void {
  slack.workspace.front.fail('usergroups.users.list', { kind: 'json', body })
}

async function rosters() {
  return rowsOf<{ users: string[]; trouble: string | null }>(
    slack.ground.database.owner,
    'select users, trouble from roster',
  )
}

/** What Slack sends when somebody joins or leaves a user group. */
async function membersChanged(id = usergroup): Promise<number> {
  const body = JSON.stringify({
    type: 'event_callback',
    team_id: teamId,
    api_app_id: 'A0TEST',
    event: { type: 'subteam_members_changed', subteam_id: id, team_id: teamId },
  })
  const headers = { ...signed(body), 'content-type': 'application/json' }
  const sent = await fetch(new URL('/slack/events', service.url), { method: 'POST', body, headers })
  return sent.status
}

function ask(): Promise<RequestObject> {
  return service.api.propose({ action: 'key.rotate', payload: 1 })
}

describe('a group from Slack', () => {
  it('says on requests that wait already that nobody knows who is in it any more', async () => {
    const request = await ask()
    expect(request.warnings).toEqual([])

    answer({ ok: false, error: 'no_such_subteam' })
    await membersChanged()

    await until(async () =>
      (await service.api.read(request.id)).warnings.some(({ code }) => code === 'group_unknown'),
    )
  })

  it('is asked by the form that the card promised, also somebody whom we see for the first time', async () => {
    const pia = slack.workspace.user('pia')
    const request = await service.api.propose({ action: 'key.revoke', payload: 1 })

    await slack.press(service, 'pia', await slack.cardOf(request), 'Deny')

    await until(async () => slack.workspace.front.screens.modal(pia) !== null)
    expect((await service.api.read(request.id)).status).toBe('pending')
    await slack.hand(service).submit(pia, { cs_reason: 'Too early' })
    expect((await service.api.read(request.id, 10)).verdict?.decisions).toMatchObject([
      { person: 'pia@example.com', comment: 'Too early' },
    ])
  })

  it('decides by the accounts that are in it, and nobody else does', async () => {
    const request = await ask()
    const card = await slack.cardOf(request)

    await slack.press(service, 'cy', card, 'Approve')
    expect((await service.api.read(request.id)).status).toBe('pending')
    expect(slack.toldOnly('cy').join()).toContain('none of the groups')
    await slack.press(service, 'pia', card, 'Approve')

    expect(request.warnings).toEqual([])
    expect((await service.api.read(request.id, 60)).verdict?.decisions).toMatchObject([
      { person: 'pia@example.com', counts_for: 'on-call' },
    ])
  })

  it('is read again as soon as Slack says that its members changed', async () => {
    const request = await ask()
    const card = await slack.cardOf(request)
    answer({ ok: true, users: [slack.workspace.user('cy')] })
    expect(await membersChanged()).toBe(200)
    await until(async () => (await rosters())[0]?.users[0] === slack.workspace.user('cy'))

    await slack.press(service, 'pia', card, 'Approve')
    expect((await service.api.read(request.id)).status).toBe('pending')
    await slack.press(service, 'cy', card, 'Approve')

    expect((await service.api.read(request.id, 60)).status).toBe('approved')
  })

  it('has the cards of what somebody approved follow where they leave it', async () => {
    const request = await service.api.propose({ action: 'key.share', payload: 1 })
    const said = async () => wholeText(await slack.cardOf(request))
    await slack.press(service, 'pia', await slack.cardOf(request), 'Approve')
    await until(async () => (await said()).includes('1 of 2'))

    answer({ ok: true, users: [slack.workspace.user('cy')] })
    await membersChanged()

    await until(async () => (await said()).includes('0 of 2'))
    expect(await said()).not.toContain('1 of 2')
  })

  it('has nobody in it when it was not read for an hour', async () => {
    const before = await ask()
    const card = await slack.cardOf(before)
    await rowsOf(
      slack.ground.database.owner,
      `update roster set synced_at = synced_at - interval '61 minutes'`,
    )

    await slack.press(service, 'pia', card, 'Approve')
    const after = await ask()

    expect((await service.api.read(before.id)).status).toBe('pending')
    expect(after.warnings).toMatchObject([{ code: 'group_unknown' }])
  })

  it.each([
    ['plan_upgrade_required', 'not part of the plan'],
    ['no_such_subteam', 'no such user group'],
  ])('has nobody in it from the moment that there is none: %s', async (error, sentence) => {
    const before = await ask()
    const card = await slack.cardOf(before)
    answer({ ok: false, error })
    await membersChanged()
    await until(async () => (await rosters())[0]?.trouble === error)

    await slack.press(service, 'pia', card, 'Approve')
    const after = await ask()

    expect((await service.api.read(before.id)).status).toBe('pending')
    expect(slack.toldOnly('pia').at(-1)).toContain('none of the groups')
    expect(after.warnings).toMatchObject([{ code: 'group_unknown' }])
    expect(after.warnings[0]?.detail).toContain(sentence)
  })

  it('says on a request that Slack refused it once that is too long ago', async () => {
    answer({ ok: false, error: 'missing_scope' })
    await membersChanged()
    await until(async () => (await rosters())[0]?.trouble === 'missing_scope')
    await rowsOf(slack.ground.database.owner, 'update roster set synced_at = null')
    const sentence = 'usergroups:read'

    const request = await ask()

    expect(request.warnings).toMatchObject([{ code: 'group_unknown' }])
    expect(request.warnings[0]?.detail).toContain(sentence)
  })

  it('keeps who is in it while Slack is out for less than an hour', async () => {
    answer({ ok: false, error: 'internal_error' })
    await membersChanged()
    await until(async () => (await rosters())[0]?.trouble === 'internal_error')
    const request = await ask()

    await slack.press(service, 'pia', await slack.cardOf(request), 'Approve')

    expect((await service.api.read(request.id, 60)).status).toBe('approved')
  })
})
