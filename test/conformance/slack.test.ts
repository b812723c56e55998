import type { DecideResult, MessageRef } from '../../src/app/ports.ts'
import type { Destination } from '../../src/core/policy/policy.ts'
import { acceptedRequest } from '../fakes/requests.ts'
import { isRecord, type JsonRecord, recordsWithin } from '../fakes/slack-json.ts'
import { recordingDecide, type SlackServer, startSlackServer } from '../fakes/slack-server.ts'
import { type SlackSocketPeer, startSlackSocket } from '../fakes/slack-socket.ts'
import { openSlackWorkspace, type SlackWorkspace, teamId } from '../fakes/slack-workspace.ts'
import { type ChatHarness, cardsOf, chatSuite } from './chat.ts'
import { type Shown, surfaceSuite } from './surface.ts'

surfaceSuite('Slack in Socket Mode', openSocketHarness)
surfaceSuite('Slack', openHarness)
chatSuite('Slack', openHarness)

const accepted: DecideResult = { ok: true, request: acceptedRequest, repeated: false }

async function openHarness(): Promise<ChatHarness> {
  return harnessOf(await openSlackWorkspace(), {})
}

async function openSocketHarness(): Promise<ChatHarness> {
  const workspace = await openSlackWorkspace()
  const socket = await startSlackSocket()
  const answer = { ok: true, url: socket.url }
  workspace.front.fail('apps.connections.open', { kind: 'json', body: answer })
  const harness = await harnessOf(workspace, { socket })
  return {
    ...harness,
    async close() {
      await harness.close()
      await socket.close()
    },
  }
}

async function harnessOf(
  workspace: SlackWorkspace,
  how: { socket?: SlackSocketPeer },
): Promise<ChatHarness> {
  const recording = recordingDecide(accepted)
  const options = { apiUrl: workspace.front.apiUrl, decide: recording.decide, ...how }
  let server = await startSlackServer(options)
  const surface = () => server.slack
  const destination = place(workspace.channel)
  const breakPlatform = () => workspace.front.fail('*', { kind: 'status', status: 503 })
  return {
    ...cardsOf(surface, destination, breakPlatform),
    ...accountsOf(workspace),
    name: 'slack',
    surface,
    destination,
    refusedDestination: place('C0MISSING'),
    refusedReason: 'channel_not_found',
    clicks: recording.clicks,
    answerWith(answer) {
      recording.answer = answer
    },
    shown: async (ref) => shownOf((await messageAt(workspace, ref)).blocks),
    publicTexts: async () =>
      (await workspace.messages(workspace.channel)).map(({ blocks }) => shownOf(blocks).text),
    press: (ref, label) => press(workspace, server, ref, label),
    privateAnswers: async () =>
      workspace.front.calls
        .filter(({ method, body }) => {
          return method === 'chat.postEphemeral' && body.get('user') === workspace.users.alice
        })
        .map(({ body }) => body.get('text') ?? ''),
    thread: async (ref) =>
      postedIn(workspace, ({ body }) => {
        return body.get('channel') === ref['channel'] && body.get('thread_ts') === ref['ts']
      }),
    told: async ({ subject }) =>
      postedIn(workspace, ({ body }) => body.get('channel') === subject && !body.has('thread_ts')),
    async restart() {
      await server.close()
      server = await startSlackServer(options)
    },
    breakPlatform,
    async close() {
      await server.close()
      await workspace.close()
    },
  }
}

type Accounts = 'presser' | 'colleague' | 'outsider' | 'unreachable' | 'unreachableReason'

function accountsOf({ users }: SlackWorkspace): Pick<ChatHarness, Accounts> {
  const account = (subject: string, tenant = teamId) =>
    ({ provider: 'slack', tenant, subject }) as const
  return {
    presser: {
      kind: 'account',
      account: account(users.alice),
      profile: { standing: 'member' },
    },
    colleague: account(users.bob),
    outsider: account('U0OUTSIDER', 'T0OTHERTEAM'),
    unreachable: account('U0MISSING'),
    unreachableReason: 'channel_not_found',
  }
}

async function press(
  workspace: SlackWorkspace,
  server: SlackServer,
  ref: MessageRef,
  label: string,
): Promise<boolean> {
  const message = await messageAt(workspace, ref)
  const button = workspace.buttons(message).find(({ text }) => text === label)
  if (button === undefined) throw new Error(`there is no button ${label}`)
  const status = await server.press({
    user: workspace.users.alice,
    channel: workspace.channel,
    ts: message.ts,
    button,
    responseUrl: workspace.front.responseUrl,
  })
  await server.slack.settled()
  return status === 200
}

function place(channel: string): Destination {
  return { slack: { team: null, channel }, teams: null }
}

async function messageAt(workspace: SlackWorkspace, ref: MessageRef) {
  const messages = await workspace.messages(String(ref['channel']))
  const message = messages.find(({ ts }) => ts === ref['ts'])
  if (message === undefined) throw new Error('the message is not there')
  return message
}

/** The messages that were sent to some place. A channel's history holds no thread, and nobody reads others' talks. */
function postedIn(
  { front }: SlackWorkspace,
  isThere: (call: SlackWorkspace['front']['calls'][number]) => boolean,
): Shown[] {
  return front.calls
    .filter((call) => call.method === 'chat.postMessage' && isThere(call))
    .map(({ body }) => shownOf(JSON.parse(body.get('blocks') ?? '[]')))
}

/** What Slack would draw of a message, found by walking its blocks. */
function shownOf(blocks: unknown[]): Shown {
  const nodes = recordsWithin(blocks)
  return {
    text: nodes.map(textOf).join(''),
    buttons: nodes
      .filter((node) => node['type'] === 'button')
      .map((node) => (isRecord(node['text']) ? String(node['text']['text']) : '')),
    links: nodes.map((node) => node['url']).filter((url) => typeof url === 'string'),
    mentions: nodes.filter(isMention).map((node) => String(node['user_id'])),
    alive: nodes
      .filter((node) => !isMention(node) && !inertTypes.has(String(node['type'])))
      .map((node) => JSON.stringify(node)),
  }
}

function isMention(node: JsonRecord): boolean {
  return node['type'] === 'user'
}

/** Everything else would embed or parse something, or call on many people at once. */
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
