/**
 * The Slack surface: cards into channels, clicks out of them. Slack calls us at one path, where Bolt verifies the
 * signature over the unread body, or through sockets that we open; we call Slack with the token of the workspace. Which
 * person may decide what is not known here: a click is handed to `decide` with the account that Slack vouches for.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '@slack/bolt'
import type { Application } from 'express'
import type { ChatSurface, InstallationDesk, PersonalVerbs } from '../../app/ports.ts'
import { connectSlack } from './connect.ts'
import { createHomes } from './homes.ts'
import { mountInstall } from './install.ts'
import { createInteractions } from './interactions.ts'
import { payloadCharsMax } from './limits.ts'
import { type Log, slackLogger } from './log.ts'
import { postCard, retireMessage, standsIn, updateCard } from './posting.ts'
import { createProfiles } from './profile.ts'
import { receiveRemoval } from './receive-removal.ts'
import { replyUnder, tellPerson } from './saying.ts'
import type { SlackSettings } from './settings.ts'
import { createReadUsergroup } from './usergroup.ts'

/** After that Slack has told the person that their click failed. */
const ackMsMax = 3_000

export interface SlackOptions {
  settings: SlackSettings
  /** Bolt reads the raw body, so this must be called before any body parser is mounted on it. */
  app: Application
  verbs: PersonalVerbs
  /** Where people find everything that waits for them. */
  consoleUrl: string
  /** Workspaces that install the app by themselves, and the secret of the state that they come back with. */
  installing: { desk: InstallationDesk; stateSecret: string } | null
  log: Log
  /** Told of each call that was not let in, with a code: so that it can be recorded. */
  onRefusedCall: (reason: string) => void
  /** Told of each user group whose members have changed, or that was switched on or off. */
  onUsergroupChanged?: (usergroup: string) => Promise<void>
  now: () => Date
}

export type SlackSurface = ChatSurface & {
  /** Waits for the clicks that are being answered. */
  settled(): Promise<void>
  /** Hears no more, and waits for the clicks that are being answered. The HTTP server is not ours to stop. */
  stop(): Promise<void>
}

/** Mounts what Slack calls on the app; in Socket Mode it opens its sockets and goes on trying. */
export function createSlack(options: SlackOptions): SlackSurface {
  const { settings, installing, log, app } = options
  const logger = slackLogger(log)
  const homes = createHomes({ ...settings, installations: installing?.desk ?? null, logger, log })
  const postbox = { homes, log }
  const profiles = createProfiles({ homes, now: options.now, log })
  const { hear, follow, settled } = createInteractions({ ...options, homes, profiles })
  const connection = connectSlack({ ...options, logger }, (bolt) => {
    hear(bolt)
    hearUsergroups(bolt, options)
    if (installing !== null) hearRemovals(bolt, installing.desk)
  })
  if (installing !== null && settings.oauth !== null) {
    const { apiUrl, oauth } = settings
    mountInstall({ ...installing, app, homes, oauth, apiUrl, logger, log })
  }
  connection.start()
  return {
    name: 'slack',
    provider: 'slack',
    abilities: {
      thread: true,
      payloadCharsMax,
      secondsBetweenPosts: settings.secondsBetweenPosts,
    },
    reaches: ({ slack }) => slack !== null,
    placeOf: ({ slack }) => slack?.channel ?? '',
    post: (card, destination, cardId) => postCard(postbox, card, destination, cardId),
    update: (card, ref, cardId) => updateCard(postbox, card, ref, cardId),
    standsIn,
    retire: (ref, sentence) => retireMessage(postbox, ref, sentence),
    reply: (note, ref) => replyUnder(postbox, note, ref),
    tell: (note, account) => tellPerson(postbox, note, account),
    readUsergroup: createReadUsergroup(postbox),
    follow,
    settled,
    stop: async () => {
      // A socket that is closed acknowledges nothing, so what is being answered comes first.
      await Promise.race([settled(), sleep(ackMsMax, undefined, { ref: false })])
      await connection.stop()
      await settled()
    },
  }
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

function hearRemovals(bolt: App, desk: InstallationDesk): void {
  bolt.event('app_uninstalled', ({ body }) => receiveRemoval(desk, body))
  bolt.event('tokens_revoked', ({ body }) => receiveRemoval(desk, body))
}
