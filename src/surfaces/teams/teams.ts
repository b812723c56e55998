/**
 * The Microsoft Teams surface: cards into channels, clicks out of them, and a chat of its own with each person. Teams
 * calls us at one path, where the Bot Framework's token is verified; we call Teams with the bot's own. Which person may
 * decide what is not known here: a click is handed to `decide` with the account that Teams vouches for.
 */

import type { Application, RequestHandler } from 'express'
import type { ChatSurface, ChatVerbs } from '../../app/ports.ts'
import { isUnforwarded } from '../../core/loopback.ts'
import { createSerial } from '../../core/serial.ts'
import type { Activity } from './activity.ts'
import type { InvokeAnswer, TeamsSettings, Transport } from './connection/connection.ts'
import { createEndpoint } from './endpoint.ts'
import { payloadCharsMax } from './faces/limits.ts'
import { renderNote } from './faces/note.ts'
import type { Log } from './log.ts'
import { type Postbox, postCard, replyTo, retireMessage, standsIn, updateCard } from './posting.ts'
import { createClickers } from './profile.ts'
import { receiveAction } from './receive-action.ts'
import { receiveMessage, welcome } from './receive-message.ts'
import { receivePlace } from './receive-place.ts'
import { tellPerson } from './tell-person.ts'
import { createTransport } from './transport.ts'

/** Seven messages a second into one thread: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const secondsBetweenPosts = 0.15
const messagesPath = '/api/messages'

export interface TeamsOptions {
  settings: TeamsSettings
  /** Mounted before any body parser. */
  app: Application
  verbs: ChatVerbs
  /** Where the console's queue is. */
  consoleUrl: string
  log: Log
  /** Told of each call that was not let in, with a code: so that it can be recorded. */
  onRefusedCall: (reason: string) => void
  now: () => Date
}

export type TeamsSurface = ChatSurface & {
  /** Waits for what is being answered. The HTTP server is not ours to stop. */
  stop(): Promise<void>
}

/** Mounts the endpoint on the app and opens no connection by itself. */
export async function createTeams(options: TeamsOptions): Promise<TeamsSurface> {
  const { settings, verbs, log, app } = options
  const transport = await createTransport(settings, log)
  const postbox: Postbox = {
    transport,
    settings,
    conversations: verbs.conversations,
    allowedTenants: verbs.allowedTenants,
    serial: createSerial(),
  }
  const underWay = new Set<Promise<unknown>>()
  const receive = createReceiver(options, postbox, underWay)
  app.use(messagesPath, unlessForwarded(settings))
  app.all(messagesPath, createEndpoint({ ...options, ...postbox, handle: receive }))
  return {
    name: 'teams',
    provider: 'entra',
    abilities: {
      thread: true,
      payloadCharsMax,
      secondsBetweenPosts,
    },
    reaches: ({ teams }) => teams !== null,
    placeOf: ({ teams }) => teams?.channel ?? '',
    post: (card, destination, cardId) => postCard(postbox, card, destination, cardId),
    update: (card, ref, cardId) => updateCard(postbox, card, ref, cardId),
    standsIn,
    retire: (ref, sentence) => retireMessage(postbox, ref, sentence),
    reply: (note, ref) => replyTo(postbox, renderNote(note, ref['tenant'] ?? ''), ref),
    tell: (note, account) => tellPerson(postbox, note, account),
    stop: async () => {
      await Promise.allSettled(underWay)
    },
  }
}

/** Where nobody is checked, only programs of this machine are heard: no tunnel or proxy, and no page in a browser. */
function unlessForwarded({ auth }: TeamsSettings): RequestHandler {
  return (request, response, next) => {
    const isOwn = isUnforwarded(request.headers) && request.headers.origin === undefined
    if (auth === 'required' || isOwn) return next()
    response.status(404).end()
  }
}

/**
 * Hands an activity to whom it concerns. Only a click and a refresh are answered in the call itself; everything else is
 * done after it, because Teams waits for the answer and repeats what takes long.
 */
function createReceiver(
  { verbs, log, settings, now, consoleUrl }: TeamsOptions,
  { transport, conversations, serial }: Postbox,
  underWay: Set<Promise<unknown>>,
): (activity: Activity, arrivedAt: number) => Promise<InvokeAnswer | null> {
  const clickers = createClickers({ transport, settings, now, log })
  const messages = {
    verbs,
    clickers,
    send: sendInto(transport, serial),
    retire: retireMessage.bind(null, { transport, serial }),
    consoleUrl,
  }
  const whereabouts = seenOnce(conversations, serial)

  const afterwards = (work: Promise<unknown>) => {
    const done = work
      .catch((err: unknown) => log.error({ err }, 'A Teams activity could not be dealt with'))
      .finally(() => underWay.delete(done))
    underWay.add(done)
  }
  return async (activity, arrivedAt) => {
    if (activity.kind === 'action') {
      const answer = receiveAction({ ...verbs, clickers, log }, activity, arrivedAt)
      underWay.add(answer)
      afterwards(whereabouts(activity))
      return answer.finally(() => underWay.delete(answer))
    }
    // Teams repeats what was not answered well, so an installation is written down before it is.
    if (isNews(activity)) await whereabouts(activity)
    else afterwards(whereabouts(activity))
    if (activity.kind === 'message') afterwards(receiveMessage(messages, activity))
    const isOwnChat = activity.conversationKind === 'personal'
    if (activity.kind === 'installed' && isOwnChat) afterwards(welcome(messages, activity))
    return null
  }
}

function sendInto(transport: Transport, serial: Postbox['serial']) {
  return async (
    { serviceUrl, conversation, baseConversation }: Activity,
    message: Parameters<Transport['send']>[1],
  ): Promise<string> => {
    const at = { serviceUrl, conversation }
    return (await serial(baseConversation, () => transport.send(at, message))).activity
  }
}

/** Every activity says where the bot is; it is written down where that is news, in the order in which it came. */
function seenOnce(
  conversations: Postbox['conversations'],
  serial: Postbox['serial'],
): (activity: Activity) => Promise<void> {
  const known = new Set<string>()
  return async (activity) => {
    const place = `${activity.tenant} ${activity.baseConversation}`
    const key = `${place} ${activity.serviceUrl} ${activity.channel?.name ?? ''}`
    if (!isNews(activity) && known.has(key)) return
    await serial(`place ${place}`, () => receivePlace(conversations, activity))
    if (isNews(activity) || known.size > knownPlacesCountMax) known.clear()
    else known.add(key)
  }
}

const knownPlacesCountMax = 10_000

/** Whether something changed about a place, beside somebody's having been there. */
function isNews({ kind }: Activity): boolean {
  return kind === 'installed' || kind === 'removed' || kind === 'place_changed'
}
