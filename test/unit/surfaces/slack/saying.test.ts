import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Account, MessageRef } from '../../../../src/app/ports.ts'
import type { Note } from '../../../../src/core/card/note.ts'
import { cardId, hostileTexts, pendingCard } from '../../../fakes/cards.ts'
import { recordingDecide } from '../../../fakes/recording-decide.ts'
import { acceptedRequest } from '../../../fakes/requests.ts'
import type { Fault } from '../../../fakes/slack-faults.ts'
import { recordsWithin } from '../../../fakes/slack-json.ts'
import { type SlackServer, startSlackServer } from '../../../fakes/slack-server.ts'
import {
  botToken,
  openSlackWorkspace,
  type SlackWorkspace,
  teamId,
} from '../../../fakes/slack-workspace.ts'

let workspace: SlackWorkspace
let server: SlackServer

beforeEach(async () => {
  workspace = await openSlackWorkspace()
  server = await startSlackServer({
    apiUrl: workspace.front.apiUrl,
    decide: recordingDecide({ ok: true, request: acceptedRequest, repeated: false }).decide,
  })
})

afterEach(async () => {
  await server.close()
  await workspace.close()
})

const refused = (error: string): Fault => ({ kind: 'json', body: { ok: false, error } })

const failures: [string, Fault, object][] = [
  [
    'Slack limits the rate',
    { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'later', reason: 'ratelimited', afterSeconds: 7 },
  ],
  [
    'Slack is out',
    { kind: 'status', status: 503 },
    { kind: 'later', reason: 'http_503', afterSeconds: null },
  ],
  [
    'the connection breaks',
    { kind: 'reset' },
    { kind: 'later', reason: 'unreachable', afterSeconds: null },
  ],
  ['the token was revoked', refused('token_revoked'), { kind: 'refused', reason: 'token_revoked' }],
]

describe('a note in the thread of a card', () => {
  it('stands under its own card and not in the channel', async () => {
    const [first, second] = [await postedCard(), await postedCard()]

    const result = await server.slack.reply(note(), first)

    expect(result).toEqual({ kind: 'said' })
    expect(await threadTexts(first)).toEqual(['Still waiting for security.'])
    expect(await threadTexts(second)).toEqual([])
    expect(await workspace.messages(workspace.channel)).toHaveLength(2)
  })

  it('is not sent to the channel too, unfurls nothing and links no names', async () => {
    await server.slack.reply(note(), await postedCard())

    const sent = Object.fromEntries(sends().at(-1)?.body ?? [])
    expect(sent).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      link_names: 'false',
      parse: 'none',
    })
    expect(sent).not.toHaveProperty('reply_broadcast')
  })

  it.each(hostileTexts)('shows %j as it was written and lets it do nothing', async (hostile) => {
    const ref = await postedCard()
    const calls = [{ name: hostile, accounts: [] }]

    await server.slack.reply(note({ quotes: [{ speaker: hostile, words: hostile }], calls }), ref)

    const [reply] = await workspace.replies(workspace.channel, String(ref['ts']))
    const nodes = recordsWithin(reply?.blocks)
    const texts = nodes.filter(({ type }) => type === 'text').map(({ text }) => text)
    expect(texts).toEqual(['Still waiting for security.', '\n', hostile, `${hostile}: `, hostile])
    expect(nodes.filter(({ type }) => type === 'link').map(({ url }) => url)).toEqual([note().url])
    expect(reply?.text).toBe('Still waiting for security.')
  })

  it('mentions whoever has an account in the workspace, and nobody of another', async () => {
    const ref = await postedCard()
    const calls = [
      { name: 'Alice', accounts: [account()] },
      { name: 'Bob', accounts: [account({ subject: workspace.users.bob, tenant: 'T0OTHER' })] },
    ]

    await server.slack.reply(note({ calls }), ref)

    const [reply] = await workspace.replies(workspace.channel, String(ref['ts']))
    const nodes = recordsWithin(reply?.blocks)
    expect(nodes.filter(({ type }) => type === 'user')).toEqual([
      { type: 'user', user_id: workspace.users.alice },
    ])
    expect(nodes).toContainEqual({ type: 'text', text: 'Bob' })
  })

  it.each(['thread_not_found', 'message_not_found'])(
    'is refused as without its card where Slack says %s',
    async (error) => {
      const ref = await postedCard()
      workspace.front.fail('chat.postMessage', refused(error))

      const result = await server.slack.reply(note(), ref)

      expect(result).toEqual({ kind: 'refused', reason: 'message_gone' })
    },
  )

  it('is taken back where Slack put it into the channel because the card was deleted', async () => {
    const ref = await postedCard()
    await deleteCard(ref)

    const result = await server.slack.reply(note(), ref)

    expect(result).toEqual({ kind: 'refused', reason: 'message_gone' })
    expect(await workspace.messages(workspace.channel)).toEqual([])
  })

  it('is not said again where it cannot be taken back, and that is logged', async () => {
    const ref = await postedCard()
    await deleteCard(ref)
    workspace.front.fail('chat.delete', { kind: 'status', status: 503 })

    const result = await server.slack.reply(note(), ref)

    expect(result).toEqual({ kind: 'refused', reason: 'message_gone' })
    expect(server.logged).toContainEqual({
      level: 'warn',
      message: 'A reply to a deleted card stands in the channel itself',
    })
  })

  it.each(failures)('is tried once and not waited for when %s', async (_name, fault, result) => {
    const ref = await postedCard()
    workspace.front.fail('chat.postMessage', fault)

    expect(await server.slack.reply(note(), ref)).toEqual(result)
    expect(sends()).toHaveLength(2)
  })

  it('waits while nobody can be mentioned, as Slack does not say which workspace it is', async () => {
    const ref = await postedCard()
    workspace.front.fail('auth.test', { kind: 'status', status: 503 })

    const result = await server.slack.reply(note(), ref)

    expect(result).toEqual({ kind: 'later', reason: 'unreachable', afterSeconds: null })
    expect(await threadTexts(ref)).toEqual([])
  })

  it('is refused where it is not known which message is the card', async () => {
    const result = await server.slack.reply(note(), { channel: workspace.channel })

    expect(result).toEqual({ kind: 'refused', reason: 'no_message' })
    expect(sends()).toEqual([])
  })
})

describe('a note to one person', () => {
  it("goes to that person's own conversation with the app, and to no channel", async () => {
    const result = await server.slack.tell(note(), account())

    expect(result).toEqual({ kind: 'said' })
    expect(sends().map(({ body }) => [body.get('channel'), body.get('thread_ts')])).toEqual([
      [workspace.users.alice, null],
    ])
    expect(await workspace.messages(workspace.channel)).toEqual([])
    const told = await workspace.directMessages()
    expect(told.map(({ text }) => text)).toEqual(['Still waiting for security.'])
  })

  it('is refused for an account of another workspace', async () => {
    const result = await server.slack.tell(note(), account({ tenant: 'T0OTHER' }))

    expect(result).toEqual({ kind: 'refused', reason: 'not_installed_there' })
    expect(sends()).toEqual([])
  })

  it('is refused for what is no person, so that it never reaches a channel', async () => {
    const result = await server.slack.tell(note(), account({ subject: workspace.channel }))

    expect(result).toEqual({ kind: 'refused', reason: 'user_not_found' })
    expect(await workspace.messages(workspace.channel)).toEqual([])
  })

  it.each([
    'user_not_found',
    'channel_not_found',
    'user_disabled',
    'account_inactive',
    'cannot_dm_bot',
    'messages_tab_disabled',
  ])('is refused with the reason where Slack says %s', async (error) => {
    workspace.front.fail('chat.postMessage', refused(error))

    expect(await server.slack.tell(note(), account())).toEqual({ kind: 'refused', reason: error })
  })

  it.each(failures)('is tried once and not waited for when %s', async (_name, fault, result) => {
    workspace.front.fail('chat.postMessage', fault)

    expect(await server.slack.tell(note(), account())).toEqual(result)
    expect(sends()).toHaveLength(1)
  })

  it('waits while Slack does not say which workspace it is', async () => {
    workspace.front.fail('auth.test', { kind: 'reset' })

    const result = await server.slack.tell(note(), account())

    expect(result).toEqual({ kind: 'later', reason: 'unreachable', afterSeconds: null })
    expect(sends()).toEqual([])
  })
})

function note(changes: Partial<Note> = {}): Note {
  return {
    sentence: 'Still waiting for security.',
    quotes: [],
    calls: [],
    url: pendingCard().url,
    ...changes,
  }
}

function account(changes: Partial<Account> = {}): Account {
  return { provider: 'slack', tenant: teamId, subject: workspace.users.alice, ...changes }
}

async function postedCard(): Promise<MessageRef> {
  const place = { slack: { team: null, channel: workspace.channel }, teams: null }
  const posted = await server.slack.post(pendingCard(), place, cardId)
  if (posted.kind !== 'posted') throw new Error(posted.reason)
  return posted.ref
}

/** As somebody with the right to it would, in Slack. */
async function deleteCard(ref: MessageRef): Promise<void> {
  await fetch(`${workspace.front.apiUrl}chat.delete`, {
    method: 'POST',
    headers: { authorization: `Bearer ${botToken}` },
    body: new URLSearchParams(ref),
  })
}

async function threadTexts({ channel, ts }: MessageRef): Promise<string[]> {
  const thread = await workspace.replies(String(channel), String(ts))
  return thread.map(({ text }) => text)
}

function sends() {
  return workspace.front.calls.filter(({ method }) => method === 'chat.postMessage')
}
