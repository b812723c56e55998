import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Express } from 'express'
import type { Logger } from 'pino'
import type { ChatSurface } from '../app/ports.ts'
import { isLoopbackHost } from '../core/loopback.ts'
import { createServerApp, mountEnd } from '../http/server-app.ts'
import { type Jobs, startJobs } from '../store/jobs/start-jobs.ts'
import { isOutage } from '../store/outage.ts'
import { tidyUp } from '../store/tidy-up.ts'
import type { Config } from './config.ts'
import { openDataDir } from './data-dir.ts'
import { type DevSecrets, openDevSecrets } from './dev-secrets.ts'
import { openGrantSigner } from './grant-keys.ts'
import { hearOthers } from './hear-others.ts'
import { jobTasks } from './job-tasks.ts'
import { mountRoutes } from './mount-routes.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { activateAtStart, watchPolicyFile } from './policy-file.ts'
import { ensureSampleAgent } from './sample-agent.ts'
import { createSealing, SecretKeys } from './sealing.ts'
import { type SigningIn, signInVerbs } from './sign-in-verbs.ts'
import { startSlack } from './start-slack.ts'
import { startTeams } from './start-teams.ts'
import { openStore } from './store.ts'
import { storeLog } from './store-log.ts'
import { webhookTasks } from './webhook-tasks.ts'
import { consoleLink, type Wiring, wire } from './wire.ts'

const jobsConcurrency = 8
/** How many receivers are called at a time; each of them once. */
const webhooksConcurrency = 8
const tidyUpEveryMs = 60 * 60 * 1000
/** Reads what is due: a roster that is five minutes old, or was never read. */
const rostersEveryMs = 10 * 1000
const closeMsMax = 10_000
const closeIdleEveryMs = 50
/** How long a caller may take to send a request, headers and body; a wait for the answer does not count. */
const receiveMsMax = 20_000
const receiveCheckMs = 5_000
/** Parked waiters keep their connections open for longer than a proxy's usual minute. */
const keepAliveMs = 120_000
const backlogCount = 4_096

/** What runs, for whoever started it. */
export interface Service {
  url: string
  database: string
  policyVersion: string
  development: { secrets: DevSecrets; secretsFile: string; link: string } | null
  /** Answers who waits, lets running jobs finish, and stops everything that was started. */
  stop(): Promise<void>
}

/** Starts the whole service. Whatever was started is stopped again where a later step fails. */
export async function startService(config: Config, log: Logger): Promise<Service> {
  const started: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of started.splice(0).reverse()) await close()
  }
  try {
    return { ...(await startAll(config, log, (close) => started.push(close))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type OnStop = (close: () => Promise<void>) => void

async function startAll(
  config: Config,
  log: Logger,
  onStop: OnStop,
): Promise<Omit<Service, 'stop'>> {
  const dataDir = openDataDir(config.dataDir, process.cwd())
  const dev = config.mode === 'development' ? openDevSecrets(dataDir) : null
  const adminToken = config.adminToken ?? dev?.secrets.admin_token
  if (adminToken === undefined) throw new Error('a configuration without an admin token got here')

  const database = await openDatabase(config, dataDir, storeLog(log))
  onStop(database.close)
  const secretKeys = dev === null ? config.secretKeys : secretKeysOf(config, dev.secrets)
  const sealing = createSealing(secretKeys)
  const store = openStore(database, sealing)
  onStop(store.close)
  const surfaces: ChatSurface[] = []
  const grants = openGrantSigner(config.signing, dev?.secrets, log)
  onStop(async () => grants.unwatch())
  const wiring = wire({ config, store, log, adminToken, grants: grants.signer, surfaces })
  const onFault = () => wiring.meters.policyFaults.inc()
  const policyDeps = { ...wiring.deps, log, onFault }
  const policyVersion = await activateAtStart(policyDeps, config.policyFile)
  if (dev !== null) await ensureSampleAgent(wiring.deps, dev.secrets.sample_agent_key)

  const app = createServerApp({
    log,
    mode: config.mode,
    trustProxy: config.trustProxy,
    takesInstalls: config.slack !== null && config.slack.oauth !== null,
    newCallId: () => randomUUID(),
  })
  const isOpen = dev !== null && isLoopbackHost(config.publicUrl.host)
  const signingIn = signInVerbs(wiring, sealing)
  onStop(signingIn.stop)
  const own = ownOf(isOpen, signingIn, secretKeys)
  for await (const chat of startChats(config, wiring, app, own)) {
    surfaces.push(chat)
    onStop(() => chat.stop())
  }

  const listener = hearOthers(wiring, database.connection)
  onStop(() => listener.stop())
  const jobs = runJobs(wiring, database, log)
  onStop(() => jobs.stop())
  onStop(() => wiring.webhooks.stop())
  onStop(every(tidyUpEveryMs, log, () => tidyUp(database.pool)))
  onStop(every(rostersEveryMs, log, () => wiring.refreshRosters()))
  const unwatch = watchPolicyFile(policyDeps, config.policyFile)
  onStop(async () => unwatch())

  const sampleKey = isOpen ? dev.secrets.sample_agent_key : null
  mountRoutes(app, { wiring, jobs, listener, sampleKey, signingIn })
  mountEnd(app, log, isOutage)
  const server = await serve(app, config)
  onStop(() => closeServer(server, wiring))
  return {
    url: config.publicUrl.href,
    database: database.place,
    policyVersion,
    development:
      dev === null
        ? null
        : { ...dev, secretsFile: dev.file, link: isOpen ? await consoleLink(wiring) : '' },
  }
}

/** Webhooks run beside the rest, so that receivers that hang hold up no card. */
function runJobs(wiring: Wiring, { pool, connection }: OpenDatabase, log: Logger): Jobs {
  return startJobs({
    pool,
    connection,
    tasks: jobTasks(wiring),
    concurrency: jobsConcurrency,
    beside: [{ tasks: webhookTasks(wiring), concurrency: webhooksConcurrency }],
    log: storeLog(log),
    onFailed: ({ task }) => wiring.meters.failedJobs.inc({ task }),
  })
}

/** What a chat needs to know of us: whether anybody can sign in here to say whose an account is. */
function ownOf(isOpen: boolean, { signIn }: SigningIn, secretKeys: Uint8Array[]) {
  return { canSignIn: isOpen || signIn !== null, secretKey: secretKeys[0] }
}

/** The chats that are switched on, each before every body reader. */
async function* startChats(
  { slack, teams }: Config,
  wiring: Wiring,
  app: Express,
  own: { canSignIn: boolean; secretKey: Uint8Array | undefined },
): AsyncGenerator<ChatSurface & { stop: () => Promise<void> }> {
  if (slack !== null) yield startSlack(wiring, slack, app, own)
  if (teams !== null) yield await startTeams(wiring, teams, app, own.canSignIn)
}

/** Development mode keeps a key of its own, which a given one comes before. */
function secretKeysOf(config: Config, secrets: DevSecrets): Uint8Array[] {
  return [...config.secretKeys, ...SecretKeys.parse(secrets.secret_key)]
}

async function serve(app: Express, config: Config): Promise<Server> {
  const server = createServer({ connectionsCheckingInterval: receiveCheckMs }, app)
  server.headersTimeout = receiveMsMax
  server.requestTimeout = receiveMsMax
  server.keepAliveTimeout = keepAliveMs
  server.listen({ port: config.port, host: config.host, backlog: backlogCount })
  await once(server, 'listening')
  return server
}

/** Waiters get their answer first; whoever does not hang up in time is hung up on. */
async function closeServer(server: Server, { waiters }: Wiring): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  waiters.stop()
  const sweep = setInterval(() => server.closeIdleConnections(), closeIdleEveryMs)
  const timer = setTimeout(() => server.closeAllConnections(), closeMsMax)
  await closed
  clearInterval(sweep)
  clearTimeout(timer)
}

function every(ms: number, log: Logger, work: () => Promise<void>): () => Promise<void> {
  const run = () => {
    work().catch((err: unknown) => log.warn({ err }, 'a chore failed'))
  }
  const timer = setInterval(run, ms)
  timer.unref()
  run()
  return async () => clearInterval(timer)
}
