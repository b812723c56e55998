import { z } from 'zod'
import type { SlackSettings } from '../surfaces/slack/settings.ts'
import { SecretKeys } from './sealing.ts'

/** The settings of Slack, by their environment variables. */
export const SlackSettingsOfEnvironment = {
  SECRET_KEY: SecretKeys.optional(),
  SLACK_BOT_TOKEN: z.string().min(1).optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'must be an app-level token, which begins with xapp-')
    .optional(),
  SLACK_CLIENT_ID: z.string().min(1).optional(),
  SLACK_CLIENT_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  SLACK_POST_EVERY_MS: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 99999')
    .transform(Number)
    .default(1_000),
}

/** What of the settings Slack's depend on. */
interface Given {
  NODE_ENV: string
  SECRET_KEY?: Uint8Array[] | undefined
  SLACK_BOT_TOKEN?: string | undefined
  SLACK_SIGNING_SECRET?: string | undefined
  SLACK_APP_TOKEN?: string | undefined
  SLACK_CLIENT_ID?: string | undefined
  SLACK_CLIENT_SECRET?: string | undefined
  SLACK_API_URL?: string | undefined
  SLACK_POST_EVERY_MS: number
}

/** Rules that join several of them. */
export function slackFaults(given: Given): string[] {
  const faults: string[] = []
  const need = (missing: boolean, sentence: string) => missing && faults.push(sentence)
  const hasToken = given.SLACK_BOT_TOKEN !== undefined
  const hasClient = given.SLACK_CLIENT_ID !== undefined
  const isHeard = given.SLACK_SIGNING_SECRET !== undefined || given.SLACK_APP_TOKEN !== undefined
  need(
    hasClient !== (given.SLACK_CLIENT_SECRET !== undefined),
    'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: installing by OAuth needs both',
  )
  need(
    hasToken && !isHeard,
    'SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET: Slack needs both, or SLACK_APP_TOKEN for Socket Mode',
  )
  need(
    !hasToken && !hasClient && isHeard,
    'SLACK_BOT_TOKEN: is missing, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to install by OAuth',
  )
  need(
    !hasToken && hasClient && !isHeard,
    'SLACK_SIGNING_SECRET: is missing, or SLACK_APP_TOKEN for Socket Mode',
  )
  need(
    given.NODE_ENV === 'production' && hasClient && given.SECRET_KEY === undefined,
    'SECRET_KEY: is required in production with SLACK_CLIENT_ID, since it seals the tokens of workspaces',
  )
  return faults
}

/** What the Slack surface is told; null where Slack is off. Run `slackFaults` first. */
export function slackOf(given: Given, publicUrl: URL): SlackSettings | null {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = given
  const connection = connectionOf(given)
  if (connection === null) return null
  return {
    botToken: given.SLACK_BOT_TOKEN ?? null,
    connection,
    oauth:
      clientId === undefined || clientSecret === undefined
        ? null
        : { clientId, clientSecret, redirectUrl: new URL('/slack/oauth_redirect', publicUrl).href },
    apiUrl: given.SLACK_API_URL ?? null,
    secondsBetweenPosts: given.SLACK_POST_EVERY_MS / 1_000,
  }
}

/** An app sends its events one way alone, and an app token is made for Socket Mode only. */
function connectionOf(given: Given): SlackSettings['connection'] | null {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = given
  if (given.SLACK_BOT_TOKEN === undefined && given.SLACK_CLIENT_ID === undefined) return null
  if (appToken !== undefined) return { kind: 'socket', appToken }
  return signingSecret === undefined ? null : { kind: 'http', signingSecret }
}
