/**
 * The Slack surface: cards into channels, clicks out of them. Slack calls us at one path, where Bolt
 * verifies the signature over the unread body; we call Slack with the bot's token. Which person may
 * decide what is not known here: a click is handed to `decide` with the account that Slack vouches for.
 */

import type { ServerResponse } from 'node:http'
import { App, AuthorizationError, ExpressReceiver, type Logger } from '@slack/bolt'
import type { Application } from 'express'
import type { ChatSurface, PersonalVerbs } from '../../app/ports.ts'
import { type Clients, openClients } from './clients.ts'
import { createGuard } from './guard.ts'
import { mountInteractions } from './interactions.ts'
import { payloadCharsMax } from './limits.ts'
import { type Log, slackLogger } from './log.ts'
import { postCard, retireMessage, standsIn, updateCard } from './posting.ts'
import { createProfiles } from './profile.ts'
import { replyUnder, tellPerson } from './saying.ts'
import { createReadUsergroup } from './usergroup.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

const eventsPath = '/slack/events'
const bodyBytesMax = 1024 * 1024

export interface SlackOptions {
  botToken: string
  signingSecret: string
  /** Base address of the Web API with its last slash, for tests. Absent: Slack's own. */
  apiUrl?: string
  /** Bolt reads the raw body, so this must be called before any body parser is mounted on it. */
  app: Application
  verbs: PersonalVerbs
  /** Where people find everything that waits for them. */
  consoleUrl: string
  log: Log
  /** Told of each call that was not let in, with a code: so that it can be recorded. */
  onRefusedCall: (reason: string) => void
  /** Told of each user group whose members have changed, or that was switched on or off. */
  onUsergroupChanged?: (usergroup: string) => Promise<void>
  now: () => Date
}

export type SlackSurface = ChatSurface & {
  /** Waits for the clicks that are being answered. The HTTP server is not ours to stop. */
  stop(): Promise<void>
}

/** Mounts the receiver on the app and opens no connection by itself. */
export function createSlack(options: SlackOptions): SlackSurface {
  const logger = slackLogger(options.log)
  const clients = openClients(options.botToken, options.apiUrl, logger)
  const workspace = createWorkspace(clients.profile, options.log)
  const postbox = { client: clients.background, workspace, log: options.log }
  const clicks = mountClicks(options, clients, workspace, logger)
  return {
    name: 'slack',
    provider: 'slack',
    abilities: { update: true, thread: true, privateReply: true, forms: true, payloadCharsMax },
    reaches: ({ slack }) => slack !== null,
    post: (card, destination, cardId) => postCard(postbox, card, destination, cardId),
    update: (card, ref, cardId) => updateCard(postbox, card, ref, cardId),
    standsIn,
    retire: (ref, sentence) => retireMessage(postbox, ref, sentence),
    reply: (note, ref) => replyUnder(postbox, note, ref),
    tell: (note, account) => tellPerson(postbox, note, account),
    readUsergroup: createReadUsergroup(postbox),
    stop: async () => {
      while (clicks.size > 0) await Promise.allSettled(clicks)
    },
  }
}

/** Puts guard and receiver on the app. The set holds what is under way. */
function mountClicks(
  options: SlackOptions,
  clients: Clients,
  workspace: Workspace,
  logger: Logger,
): Set<Promise<unknown>> {
  const { app, log, now, verbs, consoleUrl } = options
  const profiles = createProfiles({ client: clients.profile, workspace, now, log })
  app.use(eventsPath, createGuard(now, options.onRefusedCall))
  const bolt = openBolt(options, logger)
  hearUsergroups(bolt, options)
  return mountInteractions(bolt, {
    verbs,
    clients: async () => clients,
    profiles,
    log,
    consoleUrl,
  })
}

/** Bolt acknowledges an event before its handler runs, so a slow answer of ours makes Slack repeat nothing. */
function hearUsergroups(bolt: App, { onUsergroupChanged }: SlackOptions): void {
  bolt.event('subteam_members_changed', async ({ event }) => {
    await onUsergroupChanged?.(event.subteam_id)
  })
  bolt.event('subteam_updated', async ({ event }) => {
    await onUsergroupChanged?.(event.subteam.id)
  })
}

/**
 * Bolt with our own `authorize`: given the token itself, Bolt 5.1 asks `auth.test` at every single
 * event, with ten retries, and a click would wait for that. Which workspace a click belongs to is
 * checked with the profile, where a failure can be told to the person.
 */
function openBolt(options: SlackOptions, logger: Logger): App {
  const { app, botToken, signingSecret, apiUrl, log, onRefusedCall } = options
  const receiver = new ExpressReceiver({
    signingSecret,
    app,
    endpoints: eventsPath,
    logger,
    bodyLimit: bodyBytesMax,
    processEventErrorHandler: async ({ response }) => failVisibly(response),
  })
  const bolt = new App({
    receiver,
    logger,
    authorize: async () => ({ botToken }),
    convoStore: false,
    ignoreSelf: false,
    clientOptions: apiUrl === undefined ? {} : { slackApiUrl: apiUrl },
  })
  bolt.error(async (error) => {
    if (error instanceof AuthorizationError) {
      onRefusedCall('not_authorized')
    }
    log.error({ err: error }, 'A Slack interaction failed')
    throw error
  })
  return bolt
}

/** Any answer but 200 shows the person that their click failed; true stops Bolt's own 3 s timer. */
function failVisibly(response: ServerResponse): boolean {
  if (!response.headersSent) {
    response.writeHead(500)
    response.end()
  }
  return true
}
