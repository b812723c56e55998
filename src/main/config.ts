import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { isLoopbackHost } from '../core/loopback.ts'
import { type AllowList, readAllowList } from '../delivery/allow-list.ts'
import type { OpenIdSettings } from '../delivery/openid/provider.ts'
import type { SigningKey } from '../proof/sign/signing-keys.ts'
import type { SlackSettings } from '../surfaces/slack/settings.ts'
import type { TeamsSettings } from '../surfaces/teams/connection/connection.ts'
import { SigningKeys } from './grant-keys.ts'
import { OidcSettingsOfEnvironment, oidcFaults, oidcOf } from './oidc-config.ts'
import { SlackSettingsOfEnvironment, slackFaults, slackOf } from './slack-config.ts'
import { TeamsSettingsOfEnvironment, teamsFaults, teamsOf } from './teams-config.ts'

/** A whole number as people write it: no sign, no exponent, no space. */
function whole(min: number, max: number) {
  const expected = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected)
}

const Secret = z.string().min(32, 'must have at least 32 characters')

const Allowed = z.string().transform((text, context) => {
  const read = readAllowList(text)
  if (read.ok) return read.allowList
  context.addIssue(
    `must be hosts, host:port or CIDR, divided by commas, and ${read.faulty} is none`,
  )
  return z.NEVER
})

/** Every setting, by its environment variable. `.env.example` is held to this list by a test. */
export const Settings = z.object({
  NODE_ENV: z.string().default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).optional(),
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: whole(0, 16).default(0),
  DATA_DIR: z.string().min(1).optional(),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_MIGRATION_URL: z.string().min(1).optional(),
  EMBEDDED_DATABASE: z.enum(['0', '1']).default('0'),
  POLICY_FILE: z.string().min(1).default('policy.yaml'),
  ADMIN_TOKEN: Secret.optional(),
  SCIM_TOKEN: Secret.optional(),
  SIGNING_KEY: SigningKeys.optional(),
  AGENT_PENDING_LIMIT: whole(1, 1_000_000).default(1_000),
  AGENT_RATE_LIMIT: whole(1, 100_000_000).default(6_000),
  WEBHOOK_ALLOW: Allowed.prefault(''),
  ...SlackSettingsOfEnvironment,
  ...TeamsSettingsOfEnvironment,
  ...OidcSettingsOfEnvironment,
})

export interface Config {
  mode: 'development' | 'production'
  logLevel: NonNullable<z.infer<typeof Settings>['LOG_LEVEL']>
  host: string
  port: number
  publicUrl: URL
  trustProxy: number
  dataDir: string | null
  database: { kind: 'url'; app: string; owner: string } | { kind: 'embedded' }
  policyFile: string
  /** Null in development, where one is generated. */
  adminToken: string | null
  /** What the directory pushes with; null where none does. */
  scimToken: string | null
  agentPendingMax: number
  agentRatePerMinute: number
  /** The first seals what is kept secret at rest, each of them opens it. Empty in development, where one is generated. */
  secretKeys: Uint8Array[]
  /** Those that sign grants, none in development, where one is generated; and the file of them, which is watched. */
  signing: { keys: SigningKey[]; file: string | null }
  /** Where webhooks may go beside public addresses. */
  webhookAllow: AllowList
  slack: SlackSettings | null
  teams: TeamsSettings | null
  /** Where people sign in to the console; null where nobody does. */
  oidc: OpenIdSettings | null
}

/** Faults of the settings, each a sentence that names the setting. */
export type ConfigResult = { ok: true; config: Config } | { ok: false; faults: string[] }

type Environment = Record<string, string | undefined>

/**
 * Reads the settings. `NAME_FILE` stands for the content of a file, so that a secret need not be in the environment.
 * An empty value is the same as none, because that is what compose files write for "not set".
 */
export function readConfig(environment: Environment): ConfigResult {
  const names = Object.keys(Settings.shape)
  const faults: string[] = []
  const given = Object.fromEntries(
    names.map((name) => [name, settingOf(environment, name, faults)]),
  )
  const parsed = Settings.safeParse(given)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      faults.push(`${issue.path.join('.')}: ${issue.message}`)
    }
  }
  if (!parsed.success || faults.length > 0) return { ok: false, faults }
  const crossed = crossFaults(parsed.data)
  if (crossed.length > 0) return { ok: false, faults: crossed }
  const signingKeyFile = environment['SIGNING_KEY'] ? null : environment['SIGNING_KEY_FILE'] || null
  return { ok: true, config: toConfig(parsed.data, signingKeyFile) }
}

function settingOf(environment: Environment, name: string, faults: string[]): string | undefined {
  const direct = environment[name]
  if (direct !== undefined && direct !== '') return direct
  const file = environment[`${name}_FILE`]
  // POLICY_FILE is a setting of its own, and there is no POLICY.
  if (file === undefined || file === '') return undefined
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    faults.push(`${name}_FILE: the file cannot be read`)
    return undefined
  }
}

type Parsed = z.infer<typeof Settings>

/** Rules that join several settings. */
function crossFaults(given: Parsed): string[] {
  const faults: string[] = []
  const need = (missing: boolean, sentence: string) => missing && faults.push(sentence)
  const production = given.NODE_ENV === 'production'
  if (production) {
    need(given.ADMIN_TOKEN === undefined, 'ADMIN_TOKEN: is required in production')
    need(given.PUBLIC_URL === undefined, 'PUBLIC_URL: is required in production')
    need(
      given.SIGNING_KEY === undefined,
      'SIGNING_KEY: is required in production, since it signs the grants (openssl genpkey -algorithm ed25519)',
    )
    need(
      given.DATABASE_URL === undefined && given.EMBEDDED_DATABASE !== '1',
      'DATABASE_URL: is required in production; set EMBEDDED_DATABASE=1 to run on the embedded database',
    )
  } else {
    need(
      given.HOST !== undefined && !isLoopbackHost(given.HOST),
      'HOST: development mode binds a loopback address only; set NODE_ENV=production to serve others',
    )
  }
  need(
    given.DATABASE_MIGRATION_URL !== undefined && given.DATABASE_URL === undefined,
    'DATABASE_MIGRATION_URL: stands beside DATABASE_URL, which is missing',
  )
  return [...faults, ...slackFaults(given), ...teamsFaults(given), ...oidcFaults(given)]
}

function databaseOf({
  DATABASE_URL: app,
  DATABASE_MIGRATION_URL: owner,
}: Parsed): Config['database'] {
  return app === undefined ? { kind: 'embedded' } : { kind: 'url', app, owner: owner ?? app }
}

function toConfig(given: Parsed, signingKeyFile: string | null): Config {
  const production = given.NODE_ENV === 'production'
  const publicUrl = new URL(given.PUBLIC_URL ?? `http://127.0.0.1:${given.PORT}`)
  return {
    mode: production ? 'production' : 'development',
    // In a developer's terminal the banner is what counts.
    logLevel: given.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    host: given.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: given.PORT,
    publicUrl,
    trustProxy: given.TRUST_PROXY,
    dataDir: given.DATA_DIR ?? null,
    database: databaseOf(given),
    policyFile: given.POLICY_FILE,
    adminToken: given.ADMIN_TOKEN ?? null,
    scimToken: given.SCIM_TOKEN ?? null,
    agentPendingMax: given.AGENT_PENDING_LIMIT,
    agentRatePerMinute: given.AGENT_RATE_LIMIT,
    secretKeys: given.SECRET_KEY ?? [],
    signing: { keys: given.SIGNING_KEY ?? [], file: signingKeyFile },
    webhookAllow: given.WEBHOOK_ALLOW,
    slack: slackOf(given, publicUrl),
    teams: teamsOf(given),
    oidc: oidcOf(given, publicUrl),
  }
}
