/**
 * The roof: the one place that knows everybody. It hands the verbs their ports and the edges their verbs, and holds
 * no rule of its own.
 */
import type { Logger } from 'pino'
import { cancel } from '../app/cancel.ts'
import {
  enterByLink,
  issueLink,
  peopleOfPolicy,
  readSession,
  signInAs,
} from '../app/console-sessions.ts'
import { decide } from '../app/decide.ts'
import { acceptOffer, lookAtOffer } from '../app/link-account.ts'
import type { ChatSurface, Click, DecideResult, GrantSigner } from '../app/ports.ts'
import { propose } from '../app/propose.ts'
import { listRequests, readEvents, readPayload, readRequest } from '../app/read-requests.ts'
import { reconsiderAll } from '../app/reconsider.ts'
import { showQueue, showRequest } from '../app/show-console.ts'
import { syncRosters } from '../app/sync-rosters.ts'
import { createIssuerFetch } from '../delivery/issuer-fetch.ts'
import { openWebhooks } from '../delivery/open-webhooks.ts'
import { createWaiters } from '../delivery/waiters.ts'
import { createMeters } from '../http/meters.ts'
import { hashSecret } from '../proof/verify/token.ts'
import type { Config } from './config.ts'
import { createAdministratorOf } from './create-administrator-of.ts'
import { createRate } from './create-rate.ts'
import { newId, newSecret, newToken } from './ids.ts'
import { openWorkloads } from './open-workloads.ts'
import { createPolicyLibrary } from './policy-library.ts'
import { randomBytes } from './random-bytes.ts'
import type { Store } from './store.ts'

export interface WireOptions {
  config: Config
  store: Store
  log: Logger
  adminToken: string
  grants: GrantSigner
  /** What a verb may know of chats; filled before the first call, because a chat needs `decide` to be built. */
  surfaces: ChatSurface[]
}

/** Everything that the edges, the jobs and the start need, with its ports in place. */
export function wire({ config, store, log, adminToken, grants, surfaces }: WireOptions) {
  const waiters = createWaiters({
    settledAmong: store.settledAmong,
    onFault: (err) => log.warn({ err }, 'waiters could not ask which requests are settled'),
  })
  const meters = createMeters(waiters.count)
  const webhooks = openWebhooks(config.webhookAllow)
  const issuers = createIssuerFetch(config.webhookAllow, config.mode)
  const deps = {
    ...store,
    newId,
    newToken,
    newSecret,
    hashSecret,
    randomBytes,
    surfaces,
    grants,
    policies: createPolicyLibrary(store.policyRecords, config.mode),
    publicUrl: config.publicUrl.href,
    mode: config.mode,
    wake: waiters.wake,
    pendingCountMax: config.agentPendingMax,
    takeRate: createRate(config.agentRatePerMinute),
    send: webhooks.send,
    checkWebhookUrl: webhooks.check,
    random: Math.random,
  }
  const decideHere = async (click: Click): Promise<DecideResult> => {
    const result = await decide(deps, click)
    if (result.ok) meters.decisions.inc({ decision: click.decision, surface: click.surface })
    else meters.refusals.inc({ code: result.code, surface: click.surface })
    return result
  }
  const refreshRosters = async (only: string | null = null) => {
    const unread = await syncRosters(deps, only)
    for (const refused of unread) {
      meters.rosterFaults.inc({ reason: refused.reason })
      log.warn(refused, 'a user group could not be read, so that nobody is in it before long')
    }
    if (unread.length > 0) await reconsiderAll(deps)
  }
  const authentication = {
    ...store.principals,
    adminToken,
    administratorOf: createAdministratorOf(deps, log),
    agentByWorkload: openWorkloads({
      workloads: store.workloads,
      fetch: issuers,
      mode: config.mode,
      log,
    }),
  }
  return {
    deps,
    waiters,
    webhooks: { ...webhooks, stop: () => webhooks.stop().then(issuers.close) },
    meters,
    decide: decideHere,
    refreshRosters,
    authentication,
    log,
    config,
  }
}

export type Wiring = ReturnType<typeof wire>

/** The verbs behind `/v1/requests`. */
export function requestVerbs({ deps, waiters, meters, decide, authentication }: Wiring) {
  return {
    authentication,
    waiting: waiters,
    decide,
    propose: async (...[agent, body, key]: DropFirst<Parameters<typeof propose>>) => {
      const result = await propose(deps, agent, body, key)
      if (result.ok && !result.replayed) {
        meters.proposals.inc({ effect: result.request.policy.effect })
      }
      return result
    },
    cancel: (...given: DropFirst<Parameters<typeof cancel>>) => cancel(deps, ...given),
    read: (...given: DropFirst<Parameters<typeof readRequest>>) => readRequest(deps, ...given),
    list: (...given: DropFirst<Parameters<typeof listRequests>>) => listRequests(deps, ...given),
    events: (...given: DropFirst<Parameters<typeof readEvents>>) => readEvents(deps, ...given),
    payload: (...given: DropFirst<Parameters<typeof readPayload>>) => readPayload(deps, ...given),
  }
}

/** The verbs of the console; without `proposeSample` nobody signs in by a link. */
export function consoleVerbs(
  { deps, decide }: Wiring,
  proposeSample: (() => Promise<`req_${string}`>) | null,
) {
  return {
    decide,
    sessions: {
      read: (cookie: string) => readSession(deps, cookie),
      enterByLink: (link: string) => enterByLink(deps, link),
      signInAs: (email: string, oldCookie: string) => signInAs(deps, email, oldCookie),
    },
    queue: (...given: DropFirst<Parameters<typeof showQueue>>) => showQueue(deps, ...given),
    page: (...given: DropFirst<Parameters<typeof showRequest>>) => showRequest(deps, ...given),
    links: {
      look: (...given: DropFirst<Parameters<typeof lookAtOffer>>) => lookAtOffer(deps, ...given),
      accept: (...given: DropFirst<Parameters<typeof acceptOffer>>) => acceptOffer(deps, ...given),
    },
    development:
      proposeSample === null ? null : { people: () => peopleOfPolicy(deps), proposeSample },
  }
}

/** A fresh one-time link into the console. */
export async function consoleLink({ deps, config }: Wiring): Promise<string> {
  const link = new URL('/console/sign-in', config.publicUrl)
  link.searchParams.set('link', await issueLink(deps))
  return link.href
}

/** A verb without its ports, which are in place. */
export type DropFirst<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never
