import type { DecideResult, MessageRef } from '../../src/app/ports.ts'
import type { Destination } from '../../src/core/policy/policy.ts'
import { acceptedRequest } from '../fakes/requests.ts'
import { isRecord, type JsonRecord, recordsWithin } from '../fakes/slack-json.ts'
import { recordingDecide, startSlackServer } from '../fakes/slack-server.ts'
import { openSlackWorkspace, type SlackWorkspace } from '../fakes/slack-workspace.ts'
import { type ShownCard, type SurfaceHarness, surfaceSuite } from './surface.ts'

const accepted: DecideResult = { ok: true, request: acceptedRequest, repeated: false }

surfaceSuite('Slack', async () => {
  const workspace = await openSlackWorkspace()
  const recording = recordingDecide(accepted)
  const options = { apiUrl: workspace.front.apiUrl, decide: recording.decide }
  let server = await startSlackServer(options)

  const harness: SurfaceHarness = {
    surface: () => server.slack,
    destination: place(workspace.channel),
    refusedDestination: place('C0MISSING'),
    refusedReason: 'channel_not_found',
    clicks: recording.clicks,
    answerWith(answer) {
      recording.answer = answer
    },
    shown: async (ref) => shownOf(await messageAt(workspace, ref)),
    publicCount: async () => (await workspace.messages(workspace.channel)).length,
    async press(ref, label) {
      const message = await messageAt(workspace, ref)
      const button = workspace.buttons(message).find(({ text }) => text === label)
      if (button === undefined) {
        throw new Error(`there is no button ${label}`)
      }
      const status = await server.press({
        user: workspace.users.alice,
        channel: workspace.channel,
        ts: message.ts,
        button,
        responseUrl: workspace.front.responseUrl,
      })
      await server.slack.stop()
      return status === 200
    },
    privateAnswers: async () =>
      workspace.front.calls
        .filter(
          ({ method, body }) =>
            method === 'chat.postEphemeral' && body.get('user') === workspace.users.alice,
        )
        .map(({ body }) => body.get('text') ?? ''),
    async restart() {
      await server.close()
      server = await startSlackServer(options)
    },
    breakPlatform: () => workspace.front.fail('*', { kind: 'status', status: 503 }),
    async close() {
      await server.close()
      await workspace.close()
    },
  }
  return harness
})

function place(channel: string): Destination {
  return { slack: { team: null, channel } }
}

async function messageAt(workspace: SlackWorkspace, ref: MessageRef) {
  const messages = await workspace.messages(String(ref['channel']))
  const message = messages.find(({ ts }) => ts === ref['ts'])
  if (message === undefined) {
    throw new Error('the message is not there')
  }
  return message
}

/** What Slack would draw of a message, found by walking its blocks. */
function shownOf(message: { blocks: unknown[] }): ShownCard {
  const nodes = recordsWithin(message.blocks)
  const links = nodes.map((node) => node['url']).filter((url) => typeof url === 'string')
  return {
    text: nodes.map(textOf).join(''),
    buttons: nodes
      .filter((node) => node['type'] === 'button')
      .map((node) => (isRecord(node['text']) ? String(node['text']['text']) : '')),
    links,
    alive: nodes
      .filter((node) => !inertTypes.has(String(node['type'])))
      .map((node) => JSON.stringify(node)),
  }
}

/** Everything else would mention, embed or parse something. */
const inertTypes = new Set([
  'header',
  'plain_text',
  'rich_text',
  'rich_text_section',
  'rich_text_preformatted',
  'rich_text_quote',
  'text',
  'date',
  'link',
  'actions',
  'button',
  'undefined',
])

function textOf(node: JsonRecord): string {
  if (node['type'] === 'date') {
    return String(node['fallback'])
  }
  return typeof node['text'] === 'string' ? node['text'] : '\n'
}
