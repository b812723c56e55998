import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { botToken, teamId } from '../fakes/slack-workspace.ts'
import { agreeToInstall, grantInstall } from '../harness/install.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround } from '../harness/slack.ts'

let slack: SlackGround
let service: RunningService

/** Nothing in this policy names the workspace of SLACK_BOT_TOKEN. */
beforeAll(async () => {
  slack = await newSlackGround({ identities: '' })
  service = await startHere(slack.ground, {
    ...slack.settings,
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 'shh',
  })
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

beforeEach(() => slack.workspace.front.heal())

const methods = () => slack.workspace.front.calls.map(({ method }) => method)

describe('the workspace of SLACK_BOT_TOKEN', () => {
  it('cannot be cut off by somebody who installs the app there again', async () => {
    grantInstall(slack.workspace.front, { team: teamId, token: botToken })

    const { status, text } = await agreeToInstall(service)

    expect(status).toBe(400)
    expect(text).toContain('served already')
    expect(methods()).not.toContain('auth.revoke')
  })

  it('is not cut off either while Slack does not say which one it is', async () => {
    const started = await startHere(slack.ground, {
      ...slack.settings,
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'shh',
    })
    grantInstall(slack.workspace.front, { team: teamId, token: botToken })
    const { front } = slack.workspace
    front.fail('auth.test', { kind: 'json', body: { ok: true, bot_id: 'B1' } }, 2)

    await agreeToInstall(started)

    expect(methods()).not.toContain('auth.revoke')
    await started.stop()
  })
})

describe('the state of an installation', () => {
  it('is taken only as we signed it, though the browser brings the same as a cookie', async () => {
    const before = methods().filter((method) => method === 'oauth.v2.access').length

    const { status } = await agreeToInstall(service, {
      changeState: (state) => `${state.slice(0, -4)}AAAA`,
    })

    expect(status).toBe(400)
    expect(methods().filter((method) => method === 'oauth.v2.access')).toHaveLength(before)
  })

  it('opens nothing where Slack does not answer: the browser is told so within seconds', async () => {
    slack.workspace.front.fail('oauth.v2.access', { kind: 'status', status: 503 })

    const { status, text } = await agreeToInstall(service)

    expect(status).toBe(400)
    expect(text).toContain('did not succeed')
  })
})
