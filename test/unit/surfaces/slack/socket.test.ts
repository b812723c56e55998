import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { buttonValue } from '../../../../src/surfaces/slack/click.ts'
import { cardId, digest, requestId } from '../../../fakes/cards.ts'
import { type RecordingDecide, recordingDecide } from '../../../fakes/recording-decide.ts'
import { acceptedRequest } from '../../../fakes/requests.ts'
import { type SlackServer, startSlackServer } from '../../../fakes/slack-server.ts'
import { type SlackSocketPeer, startSlackSocket } from '../../../fakes/slack-socket.ts'
import { openSlackWorkspace, type SlackWorkspace } from '../../../fakes/slack-workspace.ts'
import { until } from '../../../harness/until.ts'

describe('Slack in Socket Mode', () => {
  let workspace: SlackWorkspace
  let socket: SlackSocketPeer
  let recording: RecordingDecide
  let server: SlackServer

  beforeEach(async () => {
    workspace = await openSlackWorkspace()
    socket = await startSlackSocket()
    recording = recordingDecide({ ok: true, request: acceptedRequest, repeated: false })
    const answer = { ok: true, url: socket.url }
    workspace.front.fail('apps.connections.open', { kind: 'json', body: answer })
    const { apiUrl } = workspace.front
    server = await startSlackServer({ apiUrl, decide: recording.decide, socket })
  })

  afterEach(async () => {
    await server.close()
    await socket.close()
    await workspace.close()
  })

  const press = () =>
    server.press({
      user: workspace.users.alice,
      channel: workspace.channel,
      ts: '1.2',
      button: {
        action_id: 'countersign_approve',
        block_id: 'cs_actions',
        value: buttonValue(requestId, digest, cardId),
      },
    })

  it('takes clicks on another connection while Slack renews one', async () => {
    socket.refreshOne()

    expect([await press(), await press()]).toEqual([200, 200])
    expect(recording.clicks).toHaveLength(2)
  })

  it('connects anew after that', async () => {
    socket.refreshOne()

    await until(async () => socket.count() === 2)
    expect(socket.count()).toBe(2)
  })

  it('outlives a refused token: it goes on asking, and connects once the token is good again', async () => {
    const answer = { ok: false, error: 'invalid_auth' }
    workspace.front.fail('apps.connections.open', { kind: 'json', body: answer })
    const asked = () =>
      workspace.front.calls.filter(({ method }) => method === 'apps.connections.open').length
    const before = asked()
    socket.refreshOne()
    socket.refreshOne()
    await until(async () => asked() >= before + 2)
    const { url } = socket
    workspace.front.fail('apps.connections.open', { kind: 'json', body: { ok: true, url } })

    await until(async () => socket.count() === 2)
    expect(await press()).toBe(200)
  }, 30_000)

  it('acknowledges what was decided before it stops', async () => {
    let go: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    recording.held = held
    const pressed = press()
    await until(async () => recording.clicks.length === 1)

    const stopped = server.slack.stop()
    go()

    expect(await pressed).toBe(200)
    await stopped
    await until(async () => socket.count() === 0)
  })

  it('acknowledges nothing that could not be committed, so that the person sees it fail', async () => {
    recording.answer = new Error('the database is out')

    expect(await press()).toBe(404)
  })

  it('answers nobody over HTTP', async () => {
    expect(await server.send('payload={}', {})).toBe(404)
  })
})
