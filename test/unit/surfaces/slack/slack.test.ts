import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecideResult } from '../../../../src/app/ports.ts'
import { approvedCard, cardId, digest, pendingCard, requestId } from '../../../fakes/cards.ts'
import { type RecordingDecide, recordingDecide } from '../../../fakes/recording-decide.ts'
import { acceptedRequest } from '../../../fakes/requests.ts'
import type { Fault } from '../../../fakes/slack-faults.ts'
import { type Press, pressBody } from '../../../fakes/slack-presses.ts'
import { type SlackServer, startSlackServer } from '../../../fakes/slack-server.ts'
import {
  openSlackWorkspace,
  type SlackWorkspace,
  signed,
  teamId,
} from '../../../fakes/slack-workspace.ts'

const accepted: DecideResult = { ok: true, request: acceptedRequest, repeated: false }
const value = JSON.stringify({ r: requestId, d: digest, c: cardId })

describe('the Slack surface', () => {
  let workspace: SlackWorkspace
  let recording: RecordingDecide
  let server: SlackServer

  beforeEach(async () => {
    workspace = await openSlackWorkspace()
    recording = recordingDecide(accepted)
    server = await startSlackServer({
      apiUrl: workspace.front.apiUrl,
      decide: recording.decide,
    })
  })

  afterEach(async () => {
    await server.close()
    await workspace.close()
  })

  function press(changes: Partial<Press> = {}): Press {
    return {
      user: workspace.users.alice,
      channel: workspace.channel,
      ts: '1.2',
      button: { action_id: 'countersign_approve', block_id: 'cs_actions', value },
      responseUrl: workspace.front.responseUrl,
      ...changes,
    }
  }

  function privateTexts(): (string | null)[] {
    return workspace.front.calls
      .filter(({ method }) => method === 'chat.postEphemeral')
      .map(({ body }) => body.get('text'))
  }

  const seconds = () => Math.floor(Date.now() / 1_000)

  it.each([
    ['unsigned', () => ({ 'content-type': 'application/x-www-form-urlencoded' })],
    ['forged', (body: string) => signed(`${body}x`)],
    ['too_old', (body: string) => signed(body, seconds() - 400)],
    ['dated_ahead', (body: string) => signed(body, seconds() + 120)],
    ['dated_ahead', (body: string) => signed(body, Number.POSITIVE_INFINITY)],
    ['forged', (body: string) => ({ ...signed(body), 'x-slack-request-timestamp': 'soon' })],
  ])('refuses a call that is %s and reports it once', async (reason, headersOf) => {
    const body = pressBody(press())

    const status = await server.send(body, headersOf(body))

    expect(status).toBe(401)
    expect(server.refusedCalls).toEqual([reason])
    expect(recording.clicks).toEqual([])
  })

  it('lets a call in whose clock is a little ahead', async () => {
    const body = pressBody(press())

    const status = await server.send(body, signed(body, seconds() + 30))

    expect(status).toBe(200)
    expect(server.refusedCalls).toEqual([])
  })

  it('hands over the account that Slack vouches for, with its profile', async () => {
    await server.press(press())

    expect(recording.clicks).toEqual([
      {
        request: requestId,
        decision: 'approve',
        digest,
        comment: null,
        surface: 'slack',
        clicker: {
          kind: 'account',
          account: { provider: 'slack', tenant: teamId, subject: workspace.users.alice },
          profile: { standing: 'member', email: 'alice@acme.test', name: 'alice' },
        },
        message: {
          card: cardId,
          key: `${workspace.channel}:1.2`,
          ref: { channel: workspace.channel, ts: '1.2', home: teamId },
        },
      },
    ])
  })

  it('hands over a clicker from another workspace as a stranger', async () => {
    await server.press(press({ userTeam: 'T0OTHER' }))

    expect(recording.clicks[0]?.clicker).toMatchObject({
      account: { tenant: 'T0OTHER' },
      profile: { standing: 'stranger', email: null },
    })
  })

  it('still asks the rules where Slack does not say who clicked, so that the click is recorded', async () => {
    workspace.front.fail('users.info', { kind: 'status', status: 503 })

    const status = await server.press(press())

    expect(status).toBe(200)
    expect(recording.clicks[0]?.clicker).toMatchObject({ profile: 'unavailable' })
  })

  it('does not acknowledge a click whose decision could not be committed', async () => {
    recording.answer = new Error('the database is out')

    const status = await server.press(press())

    expect(status).toBe(500)
    expect(privateTexts()).toEqual([])
    expect(server.logged).toContainEqual({ level: 'error', message: 'A Slack interaction failed' })
  })

  it('sends a person whose comment is wanted to the console where no form can be opened', async () => {
    recording.answer = {
      ok: false,
      code: 'comment_required',
      sentence: 'This needs a comment <from you>.',
      request: acceptedRequest,
    }

    await server.press(press())
    await server.slack.stop()

    const [answer] = workspace.front.calls.filter(({ method }) => method === 'chat.postEphemeral')
    expect(answer?.body.get('text')).toContain('nothing was decided')
    expect(answer?.body.get('blocks')).toContain(pendingCard().url)
  })

  it.each<[string, Fault]>([
    [
      'the person is not in the channel',
      { kind: 'json', body: { ok: false, error: 'user_not_in_channel' } },
    ],
    ['Slack limits the rate', { kind: 'status', status: 429, headers: { 'retry-after': '30' } }],
    ['the connection breaks', { kind: 'reset' }],
  ])("answers over the click's own address where %s", async (_name, fault) => {
    workspace.front.fail('chat.postEphemeral', fault)
    recording.answer = { ok: false, code: 'not_an_approver', sentence: 'Not you.', request: null }

    const status = await server.press(press())
    await server.slack.stop()

    expect(status).toBe(200)
    expect(workspace.front.responses.map((text) => JSON.parse(text))).toEqual([
      expect.objectContaining({
        response_type: 'ephemeral',
        replace_original: false,
        text: 'Not you.',
      }),
    ])
  })

  it('acknowledges a button of an earlier time and says so to the person alone', async () => {
    const button = { action_id: 'old_approve', block_id: 'b', value: '{}' }

    const status = await server.press(press({ button }))
    await server.slack.stop()

    expect(status).toBe(200)
    expect(recording.clicks).toEqual([])
    expect(privateTexts()).toEqual([expect.stringContaining('no longer in use')])
  })

  it('acknowledges a Review of an earlier time, which only opened the console', async () => {
    const status = await server.press(
      press({ button: { action_id: 'countersign_review', block_id: 'b' } }),
    )

    expect(status).toBe(200)
    expect(recording.clicks).toEqual([])
    expect(privateTexts()).toEqual([])
  })

  it.each<[string, Fault, object]>([
    [
      'Slack limits the rate',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { kind: 'later', reason: 'ratelimited', afterSeconds: 7 },
    ],
    [
      'a limit names no time',
      { kind: 'status', status: 429 },
      { kind: 'later', reason: 'request_failed', afterSeconds: null },
    ],
    [
      'Slack is out',
      { kind: 'status', status: 500 },
      { kind: 'later', reason: 'http_500', afterSeconds: null },
    ],
    [
      'the connection breaks',
      { kind: 'reset' },
      { kind: 'later', reason: 'unreachable', afterSeconds: null },
    ],
    [
      'a proxy answers',
      { kind: 'status', status: 200, body: '<html>' },
      { kind: 'later', reason: 'not_slack', afterSeconds: null },
    ],
    [
      'the token was revoked',
      { kind: 'json', body: { ok: false, error: 'token_revoked' } },
      { kind: 'refused', reason: 'token_revoked' },
    ],
  ])('does not wait or repeat when %s', async (_name, fault, result) => {
    workspace.front.fail('chat.postMessage', fault)

    const posted = await server.slack.post(pendingCard(), place(workspace.channel), cardId)

    expect(posted).toEqual(result)
    expect(
      workspace.front.calls.filter(({ method }) => method === 'chat.postMessage'),
    ).toHaveLength(1)
  })

  it('says that the bot was not invited to a private channel', async () => {
    const posted = await server.slack.post(pendingCard(), place(workspace.privateChannel), cardId)

    expect(posted).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^(not_in_channel|channel_not_found)$/),
    })
  })

  it('posts nothing into a workspace that it is not installed in', async () => {
    const posted = await server.slack.post(
      pendingCard(),
      { slack: { team: 'T0OTHER', channel: workspace.channel }, teams: null },
      cardId,
    )

    expect(posted).toEqual({ kind: 'refused', reason: 'not_installed_there' })
    expect(await workspace.messages(workspace.channel)).toEqual([])
  })

  it('says that a card is gone whose message was deleted', async () => {
    const ref = { channel: workspace.channel, ts: '1.2' }

    expect(await server.slack.update(approvedCard(), ref, cardId)).toEqual({ kind: 'gone' })
  })

  it('unfurls nothing and links no names', async () => {
    await server.slack.post(pendingCard(), place(workspace.channel), cardId)

    const [call] = workspace.front.calls.filter(({ method }) => method === 'chat.postMessage')
    expect(Object.fromEntries(call?.body ?? [])).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      link_names: 'false',
      parse: 'none',
    })
  })

  it('opens no connection before it has something to do', () => {
    expect(workspace.front.calls).toEqual([])
  })
})

function place(channel: string) {
  return { slack: { team: null, channel }, teams: null }
}
