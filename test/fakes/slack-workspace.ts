import { createHmac } from 'node:crypto'
import { createEmulator } from 'emulate'
import { type SlackFront, startSlackFront } from './slack-faults.ts'
import { isRecord, type JsonRecord, recordsIn } from './slack-json.ts'

export const signingSecret = 'test-signing-secret'
export const botToken = 'xoxb-test'
/** Of another workspace, where a test says which. */
export const secondToken = 'xoxb-second'
/** The emulator's only workspace. */
export const teamId = 'T000000001'

interface SlackButton {
  action_id: string
  block_id: string
  value?: string
  text: string
  url?: string
}

/** What stands in a channel, as Slack gives it back. */
interface SlackPosted {
  ts: string
  text: string
  blocks: JsonRecord[]
}

/** A Slack workspace on this machine: emulator, limits and faults, with a public and a private channel. */
export interface SlackWorkspace {
  front: SlackFront
  channel: string
  /** Another channel that the bot may post to. */
  otherChannel: string
  /** A channel that the bot was not invited to. */
  privateChannel: string
  users: { alice: string; bob: string }
  /** The Slack id of anybody in the workspace, by their Slack name. */
  user(name: string): string
  messages(channel: string): Promise<SlackPosted[]>
  /** What stands in the thread under a message, the message itself left out. */
  replies(channel: string, ts: string): Promise<SlackPosted[]>
  /** What the bot told Alice alone: only she can look into that conversation. */
  directMessages(): Promise<SlackPosted[]>
  buttons(message: Pick<SlackPosted, 'blocks'>): SlackButton[]
  /** A trigger as Slack gives with each click: works once, for three seconds. */
  trigger(user: string, viewId?: string): Promise<string>
  close(): Promise<void>
}

/** @param colleagues E-mails of more people of the workspace; the Slack name is the part before the `@`. */
export async function openSlackWorkspace(colleagues: string[] = []): Promise<SlackWorkspace> {
  const users = [...seed.users, ...colleagues.map(colleague)]
  const slack = { ...seed, users }
  const emulator = await createEmulator({ service: 'slack', port: 0, seed: { slack } })
  const front = await startSlackFront(emulator.url)
  const call = (method: string, form: Record<string, string>) => ask(emulator.url, method, form)
  const channels = recordsIn(
    await call('conversations.list', { types: 'public_channel,private_channel' }),
    'channels',
  )
  const members = recordsIn(await call('users.list', {}), 'members')
  return {
    front,
    channel: idOf(channels, 'approvals'),
    otherChannel: idOf(channels, 'hall'),
    privateChannel: idOf(channels, 'secret-room'),
    users: { alice: idOf(members, 'alice'), bob: idOf(members, 'bob') },
    user: (name) => idOf(members, name),
    async messages(channel) {
      return postedIn(await call('conversations.history', { channel, limit: '1000' }))
    },
    async replies(channel, ts) {
      const thread = postedIn(await call('conversations.replies', { channel, ts, limit: '1000' }))
      return thread.filter((message) => message.ts !== ts)
    },
    async directMessages() {
      const own = recordsIn(await call('conversations.list', { types: 'im' }), 'channels')
      const pages = own.map(({ id }) => call('conversations.history', { channel: String(id) }))
      return (await Promise.all(pages)).flatMap(postedIn)
    },
    buttons: (message) =>
      message.blocks
        .filter((block) => block['type'] === 'actions')
        .flatMap((block) =>
          recordsIn(block, 'elements').map((element) => buttonOf(block, element)),
        ),
    async trigger(user, viewId) {
      const view = viewId === undefined ? {} : { view_id: viewId }
      const form = { user_id: user, ...view }
      const { trigger_id } = await ask(emulator.url, 'views.generateTriggerId', form, botToken)
      front.screens.issued(String(trigger_id), user)
      return String(trigger_id)
    },
    async close() {
      await front.close()
      await emulator.close()
    },
  }
}

/** Slack's signature of a body: https://docs.slack.dev/authentication/verifying-requests-from-slack. */
export function signed(
  body: string,
  seconds = Math.floor(Date.now() / 1_000),
): Record<string, string> {
  const mac = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex')
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': `v0=${mac}`,
  }
}

const scopes = ['chat:write', 'users:read', 'users:read.email']
const seed = {
  signing_secret: signingSecret,
  strict_scopes: true,
  team: { name: 'Acme', domain: 'acme' },
  users: [
    { name: 'alice', real_name: 'Alice', email: 'alice@acme.test' },
    { name: 'bob', real_name: 'Bob', email: 'bob@acme.test' },
  ],
  channels: [{ name: 'approvals' }, { name: 'hall' }, { name: 'secret-room', is_private: true }],
  oauth_apps: [
    {
      client_id: '1.2',
      client_secret: 'shh',
      app_id: 'A0TEST',
      name: 'Countersign',
      bot_name: 'countersign',
      bot_id: 'B0TEST',
      bot_user_id: 'U0BOT',
      redirect_uris: ['http://127.0.0.1:3000/slack/oauth_redirect'],
      scopes,
    },
  ],
  tokens: [
    ...[botToken, secondToken].map((token) => ({
      token,
      user_id: 'U0BOT',
      app_id: 'A0TEST',
      bot_id: 'B0TEST',
      bot_user_id: 'U0BOT',
      scopes,
    })),
    {
      token: 'xoxp-looker',
      user_id: 'alice',
      scopes: [
        ...['channels:read', 'groups:read', 'im:read', 'users:read'],
        ...['channels:history', 'groups:history', 'im:history'],
      ],
    },
  ],
}

function colleague(email: string) {
  const name = email.split('@')[0] ?? email
  return { name, real_name: name, email }
}

async function ask(
  emulatorUrl: string,
  method: string,
  form: Record<string, string>,
  token = 'xoxp-looker',
): Promise<JsonRecord> {
  const response = await fetch(`${emulatorUrl}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(form),
  })
  const answer: unknown = await response.json()
  if (!isRecord(answer) || answer['ok'] !== true) {
    throw new Error(`${method}: ${JSON.stringify(answer)}`)
  }
  return answer
}

function postedIn(page: JsonRecord): SlackPosted[] {
  return recordsIn(page, 'messages').map((message) => ({
    ts: String(message['ts']),
    text: String(message['text']),
    blocks: recordsIn(message, 'blocks'),
  }))
}

function buttonOf(block: JsonRecord, element: JsonRecord): SlackButton {
  const text = element['text']
  return {
    action_id: String(element['action_id']),
    block_id: String(block['block_id']),
    text: isRecord(text) ? String(text['text']) : '',
    ...(typeof element['value'] === 'string' ? { value: element['value'] } : {}),
    ...(typeof element['url'] === 'string' ? { url: element['url'] } : {}),
  }
}

function idOf(things: JsonRecord[], name: string): string {
  const thing = things.find((candidate) => candidate['name'] === name)
  if (thing === undefined) {
    throw new Error(`the emulator has no ${name}`)
  }
  return String(thing['id'])
}
