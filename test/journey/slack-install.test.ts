import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { removalBody } from '../fakes/slack-presses.ts'
import { botToken, secondToken, signed, signingSecret, teamId } from '../fakes/slack-workspace.ts'
import { exportAction } from '../harness/api.ts'
import { agreeToInstall, grantInstall } from '../harness/install.ts'
import { rowsOf } from '../harness/rows.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, sendToSlackPath } from '../harness/slack.ts'
import { type EventEntry, eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

const secondTeam = 'T0SECOND'
const trusted = [teamId, secondTeam].map(
  (team) => `{ team: ${team}, trust_email_domains: [example.com] }`,
)

let slack: SlackGround
let service: RunningService
let database: pg.Client

beforeAll(async () => {
  slack = await newSlackGround({
    destinations: ({ channel, otherChannel }) =>
      `approvals: { slack: { team: ${teamId}, channel: ${channel} } },
       branch: { slack: { team: ${secondTeam}, channel: ${otherChannel} } },
       anywhere: { slack: ${channel} }`,
    postTo: 'approvals, branch',
    identities: `identities: { slack: [ ${trusted.join(', ')} ] }`,
    rules: `
  - name: anywhere
    match: { action: "page.*" }
    then: review
    review: { needs: [ { group: security, count: 1 } ], post_to: [anywhere], expires_in: 30m }`,
  })
  slack.workspace.front.rename(secondToken, secondTeam)
  slack.workspace.front.rename('xoxb-stranger', 'T0STRANGER')
  const { SLACK_API_URL = '', SLACK_POST_EVERY_MS = '' } = slack.settings
  service = await startHere(slack.ground, {
    SLACK_API_URL,
    SLACK_POST_EVERY_MS,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 'shh',
  })
  database = new pg.Client({ ...slack.ground.database.owner })
  await database.connect()
})

afterAll(async () => {
  await service.stop()
  await database.end()
  await slack.close()
})

function install(team: string, token: string, keepCookie = true) {
  grantInstall(slack.workspace.front, { team, token })
  return agreeToInstall(service, { keepCookie })
}

async function storedFor(team: string) {
  const { rows } = await database.query('select * from installation where id = $1', [team])
  return rows[0]
}

async function surfaceEvents(type: string): Promise<EventEntry[]> {
  const { body } = await service.api.call<{ data: EventEntry[] }>(
    'GET',
    `/v1/events?type=${type}`,
    { token: service.api.adminToken },
  )
  return body.data
}

describe('a workspace that installs the app', () => {
  it('is asked for what the manifest asks for, and comes back with a state of ours', async () => {
    const { consent, status } = await install(teamId, botToken)

    expect(consent.pathname).toBe('/oauth/v2/authorize')
    expect(consent.searchParams.get('scope')).toBe(
      'chat:write,commands,users:read,users:read.email,usergroups:read',
    )
    expect(consent.searchParams.get('redirect_uri')).toBe(`${service.url}/slack/oauth_redirect`)
    expect(status).toBe(200)
    expect(await surfaceEvents('surface.installed')).toMatchObject([
      { surface: 'slack', tenant: teamId },
    ])
  })

  it('has its token sealed', async () => {
    const row = await storedFor(teamId)

    expect(row).toMatchObject({ installer: 'U0ADMIN', removed_at: null })
    expect(JSON.stringify(row)).not.toContain(botToken)
  })

  it('is where a destination without a workspace goes, while it is the only one', async () => {
    const request = await service.api.propose({ action: 'page.night', payload: {} })

    expect(await slack.cardOf(request)).toBeDefined()
  })

  it('has to come back in the same browser', async () => {
    const { status } = await install(secondTeam, secondToken, false)

    expect(status).toBe(400)
    expect(await storedFor(secondTeam)).toBeUndefined()
  })

  it('has to be one that the policy names; its token is given back', async () => {
    const { status, text } = await install('T0STRANGER', 'xoxb-stranger')

    expect(status).toBe(400)
    expect(text).toContain('policy names no such workspace')
    expect(await storedFor('T0STRANGER')).toBeUndefined()
    expect(slack.workspace.front.calls.map(({ method }) => method)).toContain('auth.revoke')
  })
})

describe('two workspaces', () => {
  it('each get the cards of their own channels, by their own tokens, also those that failed before', async () => {
    const request = await service.api.propose()
    await until(async () => (await cardsOf(request.id)).join().includes('not_installed_there'))

    expect((await install(secondTeam, secondToken)).status).toBe(200)

    await until(async () =>
      (await service.api.read(request.id)).cards.every(({ status }) => status === 'posted'),
    )
    expect(await slack.messagesOf(request)).toHaveLength(1)
    expect(await slack.messagesOf(request, slack.workspace.otherChannel)).toHaveLength(1)
  })

  it('may hold two accounts of one person, who fills one seat', async () => {
    const { api } = service
    const { otherChannel } = slack.workspace
    const request = await api.propose()
    const here = await slack.cardOf(request)
    await until(async () => (await slack.messagesOf(request, otherChannel)).length === 1)
    const [there] = await slack.messagesOf(request, otherChannel)
    if (there === undefined) throw new Error('the card is not there')

    await slack.press(service, 'bo', here, 'Approve')
    await slack.press(service, 'bo', there, 'Approve', {
      team: secondTeam,
      userTeam: secondTeam,
      channel: otherChannel,
    })

    const { rows } = await database.query(
      `select distinct person_id from identity where subject = $1`,
      [slack.workspace.user('bo')],
    )
    expect(rows).toHaveLength(1)
    expect(await eventsOf(api, request, 'decision.recorded')).toHaveLength(1)
    expect((await api.read(request.id)).status).toBe('pending')
  })

  it('do not vouch for each other’s people in a shared channel', async () => {
    const request = await service.api.propose()

    await slack.press(service, 'cy', await slack.cardOf(request), 'Approve', {
      team: teamId,
      userTeam: secondTeam,
    })

    expect(await eventsOf(service.api, request, 'decision.refused')).toMatchObject([
      { code: 'account_refused' },
    ])
  })

  it('leave a destination open that names neither, and the card says so', async () => {
    const request = await service.api.propose({ action: 'page.night', payload: {} })

    await until(async () => (await cardsOf(request.id)).join() === 'workspace_not_named')
  })
})

it('a card that was posted while there was one workspace follows its request when there are two', async () => {
  const { database: at } = slack.ground
  const [row] = await rowsOf<{ ref: object }>(
    at.owner,
    `select m.ref from card_message m join card c on c.id = m.card_id where c.destination = 'anywhere'`,
  )

  expect(row?.ref).toMatchObject({ home: teamId })
})

describe('a workspace that removes the app', () => {
  const now = () => Math.floor(Date.now() / 1_000)

  async function remove(seconds: number, event: object): Promise<number> {
    const body = removalBody(secondTeam, event, seconds)
    const headers = { ...signed(body), 'content-type': 'application/json' }
    return sendToSlackPath(service, body, headers)
  }

  it('stays installed where the event is older than the installation, or no bot’s token was revoked', async () => {
    expect(await remove(now() - 3_600, { type: 'app_uninstalled' })).toBe(200)
    expect(await remove(now(), { type: 'tokens_revoked', tokens: { oauth: ['U1'] } })).toBe(200)

    expect(await storedFor(secondTeam)).toMatchObject({ removed_at: null })
  })

  it('gets no more cards, which say why, and the other gets them still', async () => {
    expect(await remove(now(), { type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } })).toBe(200)
    expect(await remove(now(), { type: 'app_uninstalled' })).toBe(200)
    const request = await service.api.propose(exportAction)

    await slack.cardOf(request)
    await until(async () => (await cardsOf(request.id)).join().includes('app_uninstalled'))
    expect(await surfaceEvents('surface.removed')).toMatchObject([{ tenant: secondTeam }])
  })

  it('may come back', async () => {
    await install(secondTeam, secondToken)

    expect(await storedFor(secondTeam)).toMatchObject({ removed_at: null })
  })
})

/** Why cards of a request are not posted. */
async function cardsOf(id: string): Promise<string[]> {
  const { cards } = await service.api.read(id)
  return cards.flatMap(({ reason }) => reason ?? [])
}
