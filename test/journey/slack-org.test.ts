import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { SlackHand } from '../fakes/slack-hand.ts'
import type { JsonRecord } from '../fakes/slack-json.ts'
import { orgEvent, orgHand } from '../fakes/slack-org.ts'
import { removalBody } from '../fakes/slack-presses.ts'
import { secondToken, signed, signingSecret } from '../fakes/slack-workspace.ts'
import { agreeToInstall, grantInstall } from '../harness/install.ts'
import { rowsOf } from '../harness/rows.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, sendToSlackPath } from '../harness/slack.ts'
import { until } from '../harness/until.ts'

const organisation = 'E0ORG'
const team = 'T0BRANCH'
const usergroup = 'S0ABC123'
const rules = `
  - name: keys
    match: { action: "key.rotate" }
    then: review
    review: { needs: { group: on-call }, post_to: approvals, expires_in: 30m }
`

let slack: SlackGround
let service: RunningService
let hand: SlackHand

beforeAll(async () => {
  slack = await newSlackGround({
    destinations: ({ channel }) =>
      `approvals: { slack: { team: ${organisation}, channel: ${channel} } }`,
    identities: `identities: { slack: [ { team: ${organisation}, trust_email_domains: [example.com] } ] }`,
    groups: `on-call: { slack_usergroup: ${usergroup}, team: ${organisation} }`,
    rules,
  })
  const { front } = slack.workspace
  front.rename(secondToken, organisation)
  const { SLACK_API_URL = '', SLACK_POST_EVERY_MS = '' } = slack.settings
  service = await startHere(slack.ground, {
    SLACK_API_URL,
    SLACK_POST_EVERY_MS,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 'shh',
  })
  hand = orgHand(slack.workspace, { organisation, team }, async (body, headers) => {
    const answer = await fetch(new URL('/slack/events', service.url), {
      method: 'POST',
      body,
      headers,
    })
    return { status: answer.status, text: await answer.text() }
  })
  grantInstall(front, { organisation, token: secondToken })
  expect((await agreeToInstall(service)).status).toBe(200)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

/** What Slack says of everybody from now on: a member of a workspace of that organisation. */
function everybodyIs(name: string, enterprise = organisation): void {
  slack.workspace.front.fail('users.info', {
    kind: 'json',
    body: {
      ok: true,
      user: {
        id: slack.workspace.user(name),
        team_id: team,
        enterprise_user: { enterprise_id: enterprise },
        profile: { email: `${name}@example.com` },
      },
    },
  })
}

const onCall = 'select 1 from roster where trouble is null and synced_at is not null'
const restart = { action: 'service.restart', payload: 1 }

async function settled(request: RequestObject) {
  return service.api.read(request.id, 10)
}

describe('the app installed org-wide', () => {
  it('takes a click of somebody of any workspace there, as of the organisation', async () => {
    everybodyIs('olga')
    const request = await service.api.propose(restart)

    await hand.press(slack.workspace.user('olga'), await slack.cardOf(request), 'Approve')

    expect(await settled(request)).toMatchObject({ status: 'approved' })
    expect(await rowsOf(slack.ground.database.owner, 'select tenant from identity')).toEqual([
      { tenant: organisation },
    ])
  })

  it('opens its forms, and takes what was entered', async () => {
    everybodyIs('pia')
    const pia = slack.workspace.user('pia')
    const request = await service.api.propose(restart)

    await hand.press(pia, await slack.cardOf(request), 'Deny')
    await until(async () => slack.workspace.front.screens.modal(pia) !== null)
    await hand.submit(pia, { cs_comment: 'Not on a Friday' })

    expect(await settled(request)).toMatchObject({ status: 'denied' })
    expect((await settled(request)).verdict?.decisions[0]?.comment).toBe('Not on a Friday')
  })

  it('shows what waits, in the Home tab and to the command', async () => {
    everybodyIs('pia')
    const pia = slack.workspace.user('pia')
    const request = await service.api.propose(restart)

    expect(await hand.openHome(pia)).toBe(200)
    await until(async () =>
      JSON.stringify(slack.workspace.front.screens.home(pia)).includes(request.id),
    )
    const { answer } = await hand.command(pia, 'pending')
    expect(JSON.stringify(answer)).toContain(request.id)
  })

  it('has user groups, which are read in the workspaces that it may enter', async () => {
    const { front } = slack.workspace
    const pia = slack.workspace.user('pia')
    front.fail('auth.teams.list', {
      kind: 'json',
      body: { ok: true, teams: [{ id: 'T0FIRST' }, { id: team }] },
    })
    front.fail('usergroups.users.list', { kind: 'json', body: { ok: true, users: [pia] } })
    const event = { type: 'subteam_members_changed', subteam_id: usergroup, team_id: team }
    await hearEnvelope({ type: 'event_callback', event })
    await until(async () => (await rowsOf(slack.ground.database.owner, onCall)).length === 1)

    const request = await service.api.propose({ action: 'key.rotate', payload: 1 })
    expect(request.warnings).toEqual([])
    const asked = front.calls.filter(({ method }) => method === 'usergroups.users.list')
    expect(asked.map(({ body }) => body.get('team_id'))).toContain('T0FIRST')
  })

  it('refuses somebody of another organisation', async () => {
    everybodyIs('cy', 'E0OTHER')
    const request = await service.api.propose()

    await hand.press(slack.workspace.user('cy'), await slack.cardOf(request), 'Deny')

    expect((await service.api.read(request.id)).status).toBe('pending')
  })

  it('is removed where Slack says so of the organisation', async () => {
    const removal = removalBody(team, { type: 'app_uninstalled' }, Math.floor(Date.now() / 1_000))

    await hearEnvelope(JSON.parse(removal))

    expect(
      await rowsOf(
        slack.ground.database.owner,
        'select id from installation where removed_at is null',
      ),
    ).toEqual([])
  })
})

async function hearEnvelope(envelope: JsonRecord): Promise<void> {
  const body = JSON.stringify(orgEvent(envelope, organisation, team))
  const headers = { ...signed(body), 'content-type': 'application/json' }
  expect(await sendToSlackPath(service, body, headers)).toBe(200)
}
