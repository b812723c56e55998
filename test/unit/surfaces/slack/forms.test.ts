import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecideResult } from '../../../../src/app/ports.ts'
import { cardId, digest, pendingCard, requestId } from '../../../fakes/cards.ts'
import { type RecordingDecide, recordingDecide } from '../../../fakes/recording-decide.ts'
import { acceptedRequest } from '../../../fakes/requests.ts'
import { type SlackHand, slackHand } from '../../../fakes/slack-hand.ts'
import { type SlackServer, startSlackServer } from '../../../fakes/slack-server.ts'
import { type SlackDesk, slackDesk } from '../../../fakes/slack-verbs.ts'
import { openSlackWorkspace, type SlackWorkspace, teamId } from '../../../fakes/slack-workspace.ts'

const accepted: DecideResult = { ok: true, request: acceptedRequest, repeated: false }
const confirmed = 'I have read the payload and know what it does.'
const reasons = ['Wrong environment', 'Needs a smaller batch']

describe('a form in Slack', () => {
  let workspace: SlackWorkspace
  let recording: RecordingDecide
  let desk: SlackDesk
  let server: SlackServer
  let hand: SlackHand
  let alice: string

  beforeEach(async () => {
    workspace = await openSlackWorkspace()
    recording = recordingDecide(accepted)
    desk = slackDesk(recording.decide)
    server = await startSlackServer({
      apiUrl: workspace.front.apiUrl,
      decide: recording.decide,
      verbs: desk.verbs,
    })
    hand = slackHand(workspace, server.deliver)
    alice = workspace.users.alice
    desk.card = pendingCard({ comment: 'on_deny', denyReasons: reasons })
  })

  afterEach(async () => {
    await server.close()
    await workspace.close()
  })

  async function postCard() {
    if (desk.card === null) throw new Error('there is no card')
    const place = { slack: { team: null, channel: workspace.channel }, teams: null }
    await server.slack.post(desk.card, place, cardId)
    const [message] = await workspace.messages(workspace.channel)
    if (message === undefined) throw new Error('the card was not posted')
    return message
  }

  const modal = () => workspace.front.screens.modal(alice)

  async function openForm(label = 'Deny') {
    const message = await postCard()
    const { status } = await hand.press(alice, message, label)
    await server.slack.stop()
    expect(status).toBe(200)
    return message
  }

  it('hands over the decision, the words, and the message that it was opened from', async () => {
    const { ts } = await openForm()

    await hand.submit(alice, { cs_reason: 'Wrong environment', cs_comment: 'Use <staging>' })

    expect(recording.clicks).toEqual([
      expect.objectContaining({
        request: requestId,
        decision: 'deny',
        digest,
        comment: 'Wrong environment: Use <staging>',
        message: {
          card: cardId,
          key: `${workspace.channel}:${ts}`,
          ref: { channel: workspace.channel, ts, home: teamId },
        },
      }),
    ])
    expect(modal()).toBeNull()
  })

  it('stands until the decision is committed: where it cannot be, the person sees it fail', async () => {
    await openForm()
    recording.answer = new Error('the database is out')

    const { status } = await hand.submit(alice, { cs_comment: 'No' })

    expect(status).toBe(500)
    expect(modal()).not.toBeNull()
  })

  it('says beside the input what the rules want of it', async () => {
    await openForm()
    recording.answer = { ok: false, code: 'comment_required', sentence: 'More.', request: null }

    const { errors } = await hand.submit(alice, { cs_comment: 'No' })

    expect(errors).toEqual({ cs_comment: expect.stringContaining('wants a comment') })
  })

  it('gives its place to every other refusal', async () => {
    await openForm()
    recording.answer = {
      ok: false,
      code: 'self_approval',
      sentence: 'Your own <!here>.',
      request: null,
    }

    await hand.submit(alice, { cs_comment: 'No' })

    expect(JSON.stringify(modal())).toContain('Your own <!here>.')
    expect(modal()?.['submit']).toBeUndefined()
  })

  it('takes no comment that is too long together with its reason', async () => {
    await openForm()

    const { errors } = await hand.submit(alice, {
      cs_reason: 'Wrong environment',
      cs_comment: 'x'.repeat(2_000),
    })

    expect(errors).toEqual({ cs_comment: expect.stringContaining('at most 2,000') })
    expect(recording.clicks).toEqual([])
  })

  it('takes no reason that is not offered any more', async () => {
    await openForm()
    desk.card = pendingCard({ comment: 'on_deny', denyReasons: [] })

    const { errors } = await hand.submit(alice, { cs_reason: 'Needs a smaller batch' })

    expect(errors).toEqual({ cs_reason: expect.stringContaining('no longer offered') })
    expect(recording.clicks).toEqual([])
  })

  it('is opened, too, where only the rules knew that a comment is wanted', async () => {
    desk.card = pendingCard()
    recording.answer = { ok: false, code: 'comment_required', sentence: 'More.', request: null }

    await openForm()

    expect(modal()?.['title']).toMatchObject({ text: 'Deny this request' })
    await expect(hand.submit(alice)).rejects.toThrow('an input has to be filled')
  })

  it('approves what is of high risk only with the box ticked', async () => {
    desk.card = pendingCard({ comment: 'always', confirm: true })
    await openForm('Approve')
    const said = { cs_comment: 'Checked with Ana' }

    await expect(hand.submit(alice, said)).rejects.toThrow('an input has to be filled')
    await hand.submit(alice, { ...said, cs_confirm: confirmed })

    expect(recording.clicks).toMatchObject([{ decision: 'approve', comment: 'Checked with Ana' }])
  })

  it('denies what is of high risk without one', async () => {
    desk.card = pendingCard({ comment: 'always', confirm: true })
    await openForm()

    await hand.submit(alice, { cs_comment: 'No' })

    expect(recording.clicks).toMatchObject([{ decision: 'deny' }])
  })

  it('is not opened where the button is of something else than the request holds', async () => {
    const message = await postCard()
    desk.card = pendingCard({ comment: 'on_deny', digest: `sha256:${'0'.repeat(64)}` })

    await hand.press(alice, message, 'Deny')
    await server.slack.stop()

    expect(modal()).toBeNull()
    expect(recording.clicks).toEqual([expect.objectContaining({ digest })])
  })

  it('is asked for once a click: a trigger that was used leads to the console', async () => {
    const message = await postCard()
    const trigger = await workspace.trigger(alice)
    await hand.press(alice, message, 'Deny', { trigger })
    await server.slack.stop()

    await hand.press(alice, message, 'Deny', { trigger })
    await server.slack.stop()

    const [answer] = workspace.front.calls.filter(({ method }) => method === 'chat.postEphemeral')
    expect(answer?.body.get('text')).toContain('nothing was decided')
    expect(answer?.body.get('blocks')).toContain(pendingCard().url)
    expect(recording.clicks).toEqual([])
  })

  it('decides nothing where its note is not ours', async () => {
    await openForm()
    Object.assign(modal() ?? {}, { private_metadata: '{"r":"req_1"}' })

    await hand.submit(alice, { cs_comment: 'No' })

    expect(recording.clicks).toEqual([])
    expect(JSON.stringify(modal())).toContain('no longer in use')
  })

  it('brings the Home tab up to date with what was decided', async () => {
    await openForm()

    await hand.submit(alice, { cs_comment: 'No' })
    await server.slack.stop()

    expect(desk.homesRead).toBe(1)
    expect(workspace.front.screens.home(alice)).not.toBeNull()
  })

  it('publishes no older Home tab over a newer one', async () => {
    await hand.openHome(alice)
    await server.slack.stop()
    const published = workspace.front.screens.home(alice)
    workspace.front.fail('views.publish', {
      kind: 'json',
      body: { ok: false, error: 'hash_conflict' },
    })
    await hand.openHome(alice)
    await server.slack.stop()
    workspace.front.heal()

    const hashes = workspace.front.calls
      .filter(({ method }) => method === 'views.publish')
      .map(({ body }) => body.get('hash'))
    expect(hashes).toEqual([null, published?.['hash'], null])
    expect(desk.homesRead).toBe(3)
  })
})
