import type { DecideResult, MessageRef } from '../../src/app/ports.ts'
import type { Destination } from '../../src/core/policy/policy.ts'
import { recordingDecide } from '../fakes/recording-decide.ts'
import { acceptedRequest } from '../fakes/requests.ts'
import { slackHand } from '../fakes/slack-hand.ts'
import { isRecord, type JsonRecord, recordsWithin } from '../fakes/slack-json.ts'
import { type SlackServer, startSlackServer } from '../fakes/slack-server.ts'
import { type SlackSocketPeer, startSlackSocket } from '../fakes/slack-socket.ts'
import { slackDesk } from '../fakes/slack-verbs.ts'
import { openSlackWorkspace, type SlackWorkspace, teamId } from '../fakes/slack-workspace.ts'
import { type ChatHarness, cardsOf, chatSuite } from './chat.ts'
import { type Entered, type FormHarness, formSuite } from './form.ts'
import { type Shown, surfaceSuite } from './surface.ts'

surfaceSuite('Slack in Socket Mode', openSocketHarness)
surfaceSuite('Slack', openHarness)
chatSuite('Slack', openHarness)
formSuite('Slack', openHarness)

const accepted: DecideResult = { ok: true, request: acceptedRequest, repeated: false }

async function openHarness(): Promise<ChatHarness & FormHarness> {
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
): Promise<ChatHarness & FormHarness> {
  const recording = recordingDecide(accepted)
  const desk = slackDesk(recording.decide)
  const options = {
    apiUrl: workspace.front.apiUrl,
    decide: recording.decide,
    verbs: desk.verbs,
    ...how,
  }
  let server = await startSlackServer(options)
  const surface = () => server.slack
  const destination = place(workspace.channel)
  const breakPlatform = () => workspace.front.fail('*', { kind: 'status', status: 503 })
  const cards = cardsOf(surface, destination, breakPlatform)
  return {
    ...cards,
    async post(card) {
      desk.card = card
      return cards.post(card)
    },
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
    pressWith: (ref, label, entered) => pressWith(workspace, server, { ref, label, entered }),
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
  const hand = slackHand(workspace, server.deliver)
  const { status } = await hand.press(workspace.users.alice, await messageAt(workspace, ref), label)
  await server.slack.settled()
  return status === 200
}

/** A denial has its form. Whoever wants to say something with an approval does so where they read the whole. */
async function pressWith(
  workspace: SlackWorkspace,
  server: SlackServer,
  { ref, label, entered }: { ref: MessageRef; label: string; entered: Entered },
): Promise<boolean> {
  const { alice } = workspace.users
  const opened = await press(workspace, server, ref, label === 'Approve' ? 'Details' : label)
  const values = {
    ...(entered.comment === undefined ? {} : { cs_comment: entered.comment }),
    ...(entered.reason === undefined || label === 'Approve' ? {} : { cs_reason: entered.reason }),
  }
  const { status, errors } = await slackHand(workspace, server.deliver).submit(alice, values)
  await server.slack.stop()
  return opened && status === 200 && Object.keys(errors).length === 0
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
