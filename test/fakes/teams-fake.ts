import { randomUUID } from 'node:crypto'
import type { TeamsSettings } from '../../src/surfaces/teams/connection/connection.ts'
import {
  conversationActivity,
  installationActivity,
  invokeActivity,
  messageActivity,
  type Scene,
  type TeamsChannel,
  type WireActivity,
} from './teams-activities.ts'
import { startTeamsConnector, type TeamsConnector } from './teams-connector.ts'
import { startTeamsIssuer, type TeamsIssuer, type TokenKind } from './teams-issuer.ts'
import {
  appId,
  appPassword,
  botId,
  defaultPeople,
  type TeamsPerson,
  tenantId,
} from './teams-people.ts'
import { openTeamsRooms, type TeamsPosted } from './teams-rooms.ts'

/** What came back for an activity. `card` and `text` are what the person who clicked would see. */
export interface TeamsAnswer {
  status: number
  body: unknown
  card: Record<string, unknown> | null
  text: string | null
}

/** How a call is made: which token it shows (null: none at all), and what else of it is changed. */
export interface SendOptions {
  token?: TokenKind | null
  /** Changes the activity just before it goes out. */
  change?: (activity: WireActivity) => void
}

/** A click by hand: any verb and data, on any message. */
interface InvokeOptions extends SendOptions {
  person: string | TeamsPerson
  message: TeamsPosted
  verb: string
  data: unknown
  title?: string
  /** `automatic` where Teams itself asks for a fresh card. */
  trigger?: 'manual' | 'automatic'
}

/** Microsoft Teams on this machine. `endpoint` is always the whole address of our `/api/messages`. */
export interface FakeTeams {
  issuer: TeamsIssuer
  connector: TeamsConnector
  settings: TeamsSettings
  /** What a whole service needs in its environment to be in this Teams. */
  environment: Record<string, string>
  person(name: string | TeamsPerson): TeamsPerson
  /** A new channel with everybody in it and the app installed. Without `of` it is in a team of its own. */
  channel(name: string, of?: TeamsChannel['team']): TeamsChannel
  /** The id of somebody's own conversation with the bot. */
  personal(name: string | TeamsPerson): string
  /** The messages of a conversation, oldest first; of a bare channel id, all of its threads. */
  messages(conversation: string): TeamsPosted[]
  /** Takes a message away, as somebody with the right to does. */
  removeMessage(message: TeamsPosted): void
  send(endpoint: string, activity: WireActivity, options?: SendOptions): Promise<TeamsAnswer>
  invoke(endpoint: string, options: InvokeOptions): Promise<TeamsAnswer>
  /**
   * Presses a button that the card really has: the action's own data, with what was typed merged in.
   * Throws where the card (by default the shared one) has no such button.
   */
  press(
    endpoint: string,
    options: SendOptions & {
      person: string | TeamsPerson
      message: TeamsPosted
      title: string
      inputs?: Record<string, string>
      card?: Record<string, unknown>
    },
  ): Promise<TeamsAnswer>
  /** Writes to the bot, in one's own conversation with it. */
  say(
    endpoint: string,
    person: string | TeamsPerson,
    text: string,
    options?: SendOptions,
  ): Promise<TeamsAnswer>
  /** Adds the app to a team (`at` a channel) or to a person: both events that Teams sends. */
  install(endpoint: string, at: TeamsChannel | string, options?: SendOptions): Promise<void>
  uninstall(endpoint: string, at: TeamsChannel | string, options?: SendOptions): Promise<void>
  /** Tells of a change in a team or channel (`channelRenamed`, `channelDeleted`, `teamRenamed`, ...). */
  tell(endpoint: string, at: TeamsChannel, eventType: string): Promise<TeamsAnswer>
  scene(at: TeamsChannel | TeamsPosted | TeamsPerson): Scene
  close(): Promise<void>
}

export async function openFakeTeams(options: { people?: TeamsPerson[] } = {}): Promise<FakeTeams> {
  const people = options.people ?? defaultPeople
  const rooms = openTeamsRooms(people)
  const issuer = await startTeamsIssuer()
  const connector = await startTeamsConnector(rooms, issuer.gave)
  const { serviceUrl } = connector
  const channels = new Map<string, TeamsChannel>()

  function person(name: string | TeamsPerson): TeamsPerson {
    const found = typeof name === 'string' ? people.find((one) => one.name === name) : name
    if (found === undefined) throw new Error(`nobody is called ${String(name)}`)
    return found
  }

  function scene(at: TeamsChannel | TeamsPosted | TeamsPerson): Scene {
    if ('mri' in at) return { serviceUrl, conversation: rooms.personal(at), channel: null }
    if ('team' in at) return { serviceUrl, conversation: at.id, channel: at }
    const channel = channels.get(at.conversation.split(';')[0] ?? '') ?? null
    return { serviceUrl, conversation: at.conversation, channel }
  }

  const send: FakeTeams['send'] = async (endpoint, activity, { token = 'good', change } = {}) => {
    change?.(activity)
    const claimed = String(activity['serviceUrl'] ?? serviceUrl)
    const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
    if (token !== null) headers['authorization'] = `Bearer ${await issuer.token(token, claimed)}`
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify(activity),
    })
    return answerOf(response.status, await response.text())
  }

  const invoke: FakeTeams['invoke'] = (
    endpoint,
    { message, verb, data, title, trigger, ...rest },
  ) =>
    send(
      endpoint,
      invokeActivity(scene(message), person(rest.person), {
        verb,
        data,
        replyToId: message.id,
        ...(title === undefined ? {} : { title }),
        ...(trigger === undefined ? {} : { trigger }),
      }),
      rest,
    )

  async function setInstalled(
    endpoint: string,
    at: TeamsChannel | string,
    installed: boolean,
    sendOptions: SendOptions = {},
  ): Promise<void> {
    const who = person(typeof at === 'string' ? at : 'olga')
    const where = scene(typeof at === 'string' ? who : at)
    rooms.setInstalled(where.conversation, installed)
    const install = installationActivity(where, who, installed ? 'add' : 'remove')
    await send(endpoint, install, sendOptions)
    const change = installed
      ? { eventType: 'teamMemberAdded', membersAdded: [botId] }
      : { eventType: 'teamMemberRemoved', membersRemoved: [botId] }
    await send(endpoint, conversationActivity(where, who, change), sendOptions)
  }

  return {
    issuer,
    connector,
    settings: {
      appId,
      tenant: tenantId,
      credential: { kind: 'password', password: appPassword },
      cloud: 'public',
      auth: 'required',
      openIdMetadataUrl: issuer.openIdMetadataUrl,
      loginUrl: issuer.url,
      serviceUrl,
    },
    environment: {
      MICROSOFT_APP_ID: appId,
      MICROSOFT_APP_PASSWORD: appPassword,
      MICROSOFT_APP_TENANT_ID: tenantId,
      TEAMS_OPENID_METADATA_URL: issuer.openIdMetadataUrl,
      TEAMS_LOGIN_URL: issuer.url,
      TEAMS_SERVICE_URL: serviceUrl,
    },
    person,
    channel(name, of) {
      const id = `19:${name.toLowerCase()}-${randomUUID().slice(0, 8)}@thread.tacv2`
      const team = of ?? { id, name: `${name} team`, aadGroupId: randomUUID() }
      const channel = { id, name, team }
      channels.set(id, channel)
      rooms.addChannel(channel, people)
      return channel
    },
    personal: (name) => rooms.personal(person(name)),
    messages: rooms.messages,
    removeMessage: ({ conversation, id }) => rooms.removeMessage(conversation, id),
    send,
    invoke,
    async press(endpoint, { message, title, inputs = {}, card, ...rest }) {
      const action = actionsIn(card ?? message.card).find((one) => one['title'] === title)
      if (action === undefined) throw new Error(`the card has no button ${title}`)
      const data = { ...(action['data'] as object), ...inputs }
      return invoke(endpoint, { ...rest, message, title, verb: String(action['verb']), data })
    },
    say: (endpoint, who, text, sendOptions) =>
      send(endpoint, messageActivity(scene(person(who)), person(who), { text }), sendOptions),
    install: (endpoint, at, sendOptions) => setInstalled(endpoint, at, true, sendOptions),
    uninstall: (endpoint, at, sendOptions) => setInstalled(endpoint, at, false, sendOptions),
    tell: (endpoint, at, eventType) =>
      send(endpoint, conversationActivity(scene(at), person('olga'), { eventType })),
    scene,
    async close() {
      await connector.close()
      await issuer.close()
    },
  }
}

/** Every Action.Execute of a card, wherever it stands. */
function actionsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(actionsIn)
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  const own = record['type'] === 'Action.Execute' ? [record] : []
  return [...own, ...Object.values(record).flatMap(actionsIn)]
}

function answerOf(status: number, text: string): TeamsAnswer {
  const body = readJson(text)
  const { type, value } = (body ?? {}) as { type?: string; value?: unknown }
  return {
    status,
    body,
    card:
      type === 'application/vnd.microsoft.card.adaptive'
        ? (value as Record<string, unknown>)
        : null,
    text: type === 'application/vnd.microsoft.activity.message' ? String(value) : null,
  }
}

function readJson(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
