/**
 * The Microsoft Teams surface: cards into channels, clicks out of them, and a chat of its own with each person. Teams
 * calls us at one path, where the Bot Framework's token is verified; we call Teams with the bot's own. Which person may
 * decide what is not known here: a click is handed to `decide` with the account that Teams vouches for.
 */

import type { Application, RequestHandler } from 'express'
import type { ChatSurface, ChatVerbs } from '../../app/ports.ts'
import { isUnforwarded } from '../../core/loopback.ts'
import type { Activity } from './activity.ts'
import type { InvokeAnswer, TeamsSettings, Transport } from './connection/connection.ts'
import { createEndpoint } from './endpoint.ts'
import { payloadCharsMax } from './faces/limits.ts'
import { renderNote } from './faces/note.ts'
import type { Log } from './log.ts'
import { type Postbox, postCard, replyTo, updateCard } from './posting.ts'
import { createClickers } from './profile.ts'
import { receiveAction } from './receive-action.ts'
import { receiveMessage, welcome } from './receive-message.ts'
import { receivePlace } from './receive-place.ts'
import { createSerial } from './serial.ts'
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
      update: true,
      thread: true,
      privateReply: true,
      forms: true,
      payloadCharsMax,
      secondsBetweenPosts,
    },
    reaches: ({ teams }) => teams !== null,
    placeOf: ({ teams }) => teams?.channel ?? '',
    post: (card, destination, cardId) => postCard(postbox, card, destination, cardId),
    update: (card, ref, cardId) => updateCard(postbox, card, ref, cardId),
    reply: (note, ref) => replyTo(postbox, renderNote(note, ref['tenant'] ?? ''), ref),
    tell: (note, account) => tellPerson(postbox, note, account),
    stop: async () => {
      await Promise.allSettled(underWay)
    },
  }
}

/** Where nobody is checked, only this very machine is heard: a tunnel or proxy would let in everybody (DESIGN.md, Modes). */
function unlessForwarded({ auth }: TeamsSettings): RequestHandler {
  return (request, response, next) => {
    if (auth === 'required' || isUnforwarded(request.headers)) return next()
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
): (activity: Activity) => Promise<InvokeAnswer | null> {
  const clickers = createClickers({ transport, settings, now, log })
  const messages = { verbs, clickers, send: sendInto(transport, serial), consoleUrl }
  const whereabouts = seenOnce(conversations)

  const afterwards = (work: Promise<unknown>) => {
    const done = work
      .catch((err: unknown) => log.error({ err }, 'A Teams activity could not be dealt with'))
      .finally(() => underWay.delete(done))
    underWay.add(done)
  }
  return async (activity) => {
    if (activity.kind === 'action') {
      const answer = receiveAction({ ...verbs, clickers, log }, activity)
      underWay.add(answer)
      afterwards(whereabouts(activity))
      return answer.finally(() => underWay.delete(answer))
    }
    afterwards(whereabouts(activity))
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

/** Every activity says where the bot is; it is written down where that is news. */
function seenOnce(conversations: Postbox['conversations']): (activity: Activity) => Promise<void> {
  const known = new Set<string>()
  const knownCountMax = 10_000
  return async (activity) => {
    const isNews = activity.kind !== 'action' && activity.kind !== 'message'
    const key = `${activity.baseConversation} ${activity.serviceUrl} ${activity.channel?.name ?? ''}`
    if (!isNews && known.has(key)) return
    await receivePlace(conversations, activity)
    if (known.size > knownCountMax) known.clear()
    known.add(key)
  }
}
