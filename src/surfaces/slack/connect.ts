import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  App,
  AuthorizationError,
  ExpressReceiver,
  type Logger,
  type Receiver,
  SocketModeReceiver,
} from '@slack/bolt'
import type { Application } from 'express'
import { createGuard } from './guard.ts'
import type { Log } from './log.ts'
import type { SlackSettings } from './settings.ts'

const eventsPath = '/slack/events'
const bodyBytesMax = 1024 * 1024
/**
 * Slack closes each connection every few hours, and the client needs seconds to open another: meanwhile the second one
 * hears the clicks.
 */
const socketsCount = 2
/** A connection that lasted less, or never came to be, is not opened again at once. */
const startAgainMs = 5_000
const openMsMax = 10_000

interface ConnectOptions {
  settings: SlackSettings
  /** Bolt reads the raw body, so this must be called before any body parser is mounted on it. */
  app: Application
  logger: Logger
  log: Log
  onRefusedCall: (reason: string) => void
  now: () => Date
}

export interface SlackConnection {
  /** Opens what has to be opened, and goes on trying; HTTP needs nothing. */
  start(): void
  /** Hears nothing from now on. */
  stop(): Promise<void>
}

/** Lets Slack reach us, one way or the other. `hear` puts the same handlers on every Bolt app that this takes. */
export function connectSlack(options: ConnectOptions, hear: (bolt: App) => void): SlackConnection {
  const { connection } = options.settings
  if (connection.kind === 'http') {
    hear(openBolt(options, httpReceiver(options, connection.signingSecret)))
    return { start: () => undefined, stop: async () => undefined }
  }
  const receivers = Array.from({ length: socketsCount }, () =>
    socketReceiver(options, connection.appToken),
  )
  for (const receiver of receivers) hear(openBolt(options, receiver))
  const stopping = new AbortController()
  return {
    start: () => {
      for (const receiver of receivers) void keepOpen(receiver, options.log, stopping.signal)
    },
    stop: async () => {
      stopping.abort()
      await Promise.allSettled(receivers.map((receiver) => receiver.stop()))
    },
  }
}

function httpReceiver(options: ConnectOptions, signingSecret: string): Receiver {
  const { app, now, onRefusedCall, logger } = options
  app.use(eventsPath, createGuard(now, onRefusedCall))
  return new ExpressReceiver({
    signingSecret,
    app,
    endpoints: eventsPath,
    logger,
    bodyLimit: bodyBytesMax,
    processEventErrorHandler: async ({ response }) => failVisibly(response),
  })
}

/** What failed is not acknowledged, so that the person sees it fail (Slack waits three seconds). */
function socketReceiver(
  { settings, logger }: ConnectOptions,
  appToken: string,
): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger,
    // Its own way of opening connections anew ends the process where Slack refuses one (node-slack-sdk#2656).
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        ...clientOptionsOf(settings),
        timeout: openMsMax,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
    processEventErrorHandler: async () => false,
  })
}

/** Holds one connection open: whatever ends it, another is opened. */
async function keepOpen(
  receiver: SocketModeReceiver,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const startedAt = Date.now()
    const over = new Promise<void>((resolve) => {
      receiver.client.once('disconnected', () => resolve())
    })
    try {
      await receiver.start()
      // It may have been stopped while the socket was being opened, which the client does not notice.
      if (signal.aborted) await receiver.stop()
      await over
    } catch (err) {
      if (!signal.aborted) log.warn({ err }, 'Slack gave no socket; it is asked again')
    }
    if (Date.now() - startedAt < startAgainMs) await pause(startAgainMs, signal)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}

/**
 * Bolt with our own `authorize`, which hands it no token at all: it would ask `auth.test` at every single event, with ten
 * retries, and a click would wait for that. Which workspace a click belongs to is checked with the profile, where a
 * failure can be told to the person.
 */
function openBolt(
  { settings, logger, log, onRefusedCall }: ConnectOptions,
  receiver: Receiver,
): App {
  const bolt = new App({
    receiver,
    logger,
    authorize: async () => ({}),
    convoStore: false,
    ignoreSelf: false,
    clientOptions: clientOptionsOf(settings),
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

function clientOptionsOf({ apiUrl }: SlackSettings): { slackApiUrl?: string } {
  return apiUrl === null ? {} : { slackApiUrl: apiUrl }
}

/** Any answer but 200 shows the person that their click failed; true stops Bolt's own 3 s timer. */
function failVisibly(response: ServerResponse): boolean {
  if (!response.headersSent) {
    response.writeHead(500)
    response.end()
  }
  return true
}
