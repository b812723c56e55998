import { ExpressReceiver, type Installation, type Logger, type webApi } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import type { Application, Response } from 'express'
import type { InstallationDesk } from '../../app/ports.ts'
import { failureOf } from './failure.ts'
import type { Homes } from './homes.ts'
import type { Log } from './log.ts'
import type { SlackOAuth } from './settings.ts'

/** What the app asks for, as manifests/slack.yaml says; a test holds the two together. */
export const botScopes = [
  'chat:write',
  'commands',
  'users:read',
  'users:read.email',
  'usergroups:read',
]

/** Somebody looks at a browser meanwhile, and can start again. */
const callMsMax = 5_000

interface InstallOptions {
  app: Application
  oauth: SlackOAuth
  apiUrl: string | null
  stateSecret: string
  desk: Pick<InstallationDesk, 'installed'>
  homes: Homes
  logger: Logger
  log: Log
}

/** Why an installation that Slack would have granted was given back. */
class InstallRefused extends Error {
  readonly sentence: string

  constructor(sentence: string) {
    super('an installation was refused')
    this.sentence = sentence
  }
}

/**
 * The way in for workspaces: `/slack/install` leads to Slack with a signed state that is also in a cookie, and
 * `/slack/oauth_redirect` takes the code back from the same browser alone. Bolt's receiver serves the two pages; it is
 * given no address for events.
 */
export function mountInstall(options: InstallOptions): void {
  const { app, oauth, apiUrl, stateSecret, logger, log } = options
  const clientOptions = {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    timeout: callMsMax,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  }
  new ExpressReceiver({
    app,
    endpoints: {},
    signingSecret: async () => '',
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    redirectUri: oauth.redirectUrl,
    scopes: botScopes,
    stateSecret,
    logger,
    installationStore: {
      storeInstallation: (installation) => take(options, installation, clientOptions),
      fetchInstallation: async () => {
        throw new Error('installations are read from the store')
      },
    },
    installerOptions: {
      directInstall: true,
      redirectUriPath: new URL(oauth.redirectUrl).pathname,
      stateVerification: true,
      clientOptions,
      ...(apiUrl === null ? {} : { authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href }),
      callbackOptions: {
        success: (_installation, _installOptions, _request, response) => {
          say(response, 200, 'Countersign is installed. You may close this page.')
        },
        failure: (error, _installOptions, _request, response) => {
          log.warn({ code: error.code }, 'A Slack workspace could not be installed')
          say(response, 400, sentenceFor(error))
        },
      },
    },
  })
}

/** Keeps what Slack granted, or gives it back. */
async function take(
  { desk, homes, log }: InstallOptions,
  installation: Installation<'v1' | 'v2', boolean>,
  clientOptions: webApi.WebClientOptions,
): Promise<void> {
  const { bot, team, enterprise, user, isEnterpriseInstall: isOrg = false } = installation
  const id = isOrg ? enterprise?.id : team?.id
  if (bot === undefined || id === undefined) throw new InstallRefused(sentences.incomplete)
  const granted = { id, enterprise: enterprise?.id ?? null, isOrg, installer: user.id }
  const refused =
    bot.expiresAt !== undefined
      ? sentences.rotation
      : (await desk.installed({ ...granted, botToken: bot.token })) === 'not_named'
        ? sentences.not_named
        : null
  if (refused === null) return
  // Slack grants one bot per workspace: to give it back would end a service that runs there already.
  const other = await homes.of(id)
  if (other.kind === 'home') throw new InstallRefused(sentences.served)
  if (other.kind === 'refused') await giveBack(new WebClient(bot.token, clientOptions), log)
  throw new InstallRefused(refused)
}

/** A token that we do not keep is of use to nobody, so Slack is asked to forget it. */
async function giveBack(client: WebClient, log: Log): Promise<void> {
  try {
    await client.auth.revoke()
  } catch (error) {
    log.warn({ failure: failureOf(error) }, 'A Slack token that is not kept could not be revoked')
  }
}

const sentences = {
  incomplete: 'Slack granted no bot token. Start again from the install page.',
  rotation:
    'This app has token rotation switched on, which Countersign does not use. Nothing was kept.',
  not_named:
    'The policy names no such workspace, so nothing was kept. Name it under identities or in a destination, and install again.',
  served: 'This workspace is served already, so nothing was changed.',
  other:
    'The installation did not succeed, and nothing was kept. Start again from the install page.',
}

function sentenceFor(error: Error): string {
  return error instanceof InstallRefused ? error.sentence : sentences.other
}

function say(
  response: Pick<Response, 'writeHead' | 'end'> | { writeHead: unknown; end: unknown },
  status: number,
  sentence: string,
): void {
  const answer = response as Pick<Response, 'writeHead' | 'end'>
  answer.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  answer.end(`${sentence}\n`)
}
