import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { approvedCard, cardId, pendingCard, requestId } from '../../../fakes/cards.ts'
import { recordingDecide } from '../../../fakes/recording-decide.ts'
import { acceptedRequest } from '../../../fakes/requests.ts'
import { type SlackServer, startSlackServer } from '../../../fakes/slack-server.ts'
import { openSlackWorkspace, type SlackWorkspace } from '../../../fakes/slack-workspace.ts'

/** What becomes of a card for each code of Slack's, when it is posted and when it is updated. */
const table: [string, object, object][] = [
  ['channel_not_found', refused('channel_not_found'), refused('channel_not_found')],
  ['not_in_channel', refused('not_in_channel'), refused('not_in_channel')],
  ['is_archived', refused('is_archived'), refused('is_archived')],
  ['restricted_action', refused('restricted_action'), refused('restricted_action')],
  ['token_revoked', refused('token_revoked'), refused('token_revoked')],
  ['account_inactive', refused('account_inactive'), refused('account_inactive')],
  ['invalid_auth', refused('invalid_auth'), refused('invalid_auth')],
  ['missing_scope', refused('missing_scope'), refused('missing_scope')],
  ['message_not_found', refused('message_not_found'), { kind: 'gone' }],
  ['cant_update_message', refused('cant_update_message'), { kind: 'gone' }],
  ['ratelimited', later('ratelimited'), later('ratelimited')],
  ['internal_error', later('internal_error'), later('internal_error')],
]
const unfit = ['invalid_blocks', 'invalid_blocks_format', 'msg_too_long', 'msg_blocks_too_long']

function refused(reason: string) {
  return { kind: 'refused', reason }
}

function later(reason: string) {
  return { kind: 'later', reason, afterSeconds: null }
}

describe('a card that Slack does not take', () => {
  let workspace: SlackWorkspace
  let server: SlackServer

  beforeEach(async () => {
    workspace = await openSlackWorkspace()
    const answer = { ok: true, request: acceptedRequest, repeated: false } as const
    const { decide } = recordingDecide(answer)
    server = await startSlackServer({ apiUrl: workspace.front.apiUrl, decide })
  })

  afterEach(async () => {
    await server.close()
    await workspace.close()
  })

  const post = (card = pendingCard()) =>
    server.slack.post(
      card,
      { slack: { team: null, channel: workspace.channel }, teams: null },
      cardId,
    )

  it.each(table)('because of %s ends as the guide says', async (error, posted, updated) => {
    const fault = { kind: 'json', body: { ok: false, error } } as const
    workspace.front.fail('chat.postMessage', fault)
    workspace.front.fail('chat.update', fault)
    const ref = { channel: workspace.channel, ts: '1.2' }

    expect(await post()).toEqual(posted)
    expect(await server.slack.update(approvedCard(), ref, cardId)).toEqual(updated)
  })

  it('because it never answers is tried again later', async () => {
    workspace.front.fail('chat.postMessage', { kind: 'silence' })

    expect(await post()).toEqual(later('unreachable'))
  })

  it.each(unfit)(
    'because of %s is posted in its least form, and Approve is not in it',
    async (error) => {
      workspace.front.fail('chat.postMessage', { kind: 'json', body: { ok: false, error } }, 1)

      expect(await post()).toMatchObject({ kind: 'posted' })

      const [message] = await workspace.messages(workspace.channel)
      if (message === undefined) throw new Error('there is no card')
      expect(workspace.buttons(message).map(({ text }) => text)).toEqual(['Review', 'Deny'])
      expect(JSON.stringify(message.blocks)).toContain(requestId)
      expect(message.text).toContain('etl-bot asks to do data.export')
    },
  )

  it('because it is too big is updated in its least form too, without a button that decides', async () => {
    const posted = await post()
    if (posted.kind !== 'posted') throw new Error('the card was not posted')
    const fault = { kind: 'json', body: { ok: false, error: 'msg_blocks_too_long' } } as const
    workspace.front.fail('chat.update', fault, 1)

    const updated = await server.slack.update(approvedCard(), posted.ref, cardId)

    expect(updated).toEqual({ kind: 'updated' })
    const [message] = await workspace.messages(workspace.channel)
    if (message === undefined) throw new Error('there is no card')
    expect(message.text).toMatch(/^Approved: etl-bot/)
    expect(workspace.buttons(message).map(({ text }) => text)).toEqual(['Review'])
  })

  it('in its least form either is refused with Slack’s reason', async () => {
    const fault = { kind: 'json', body: { ok: false, error: 'invalid_blocks' } } as const
    workspace.front.fail('chat.postMessage', fault)

    expect(await post()).toEqual(refused('invalid_blocks'))
  })
})

describe('the guide', () => {
  const guide = readFileSync('docs/slack.md', 'utf8')
  const own = [
    'app_uninstalled',
    'not_installed_there',
    'workspace_not_named',
    'secret_key_changed',
  ]

  it.each([...table.map(([code]) => code), ...unfit, ...own, 'unreachable', 'internal_error'])(
    'says what to do about %s',
    (code) => {
      expect(guide).toContain(`\`${code}\``)
    },
  )
})
