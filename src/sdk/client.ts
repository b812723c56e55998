import type { Proposal } from '../contract/proposal.ts'
import type { RequestObject } from '../contract/request.ts'
import { ask, type Transport } from './ask.ts'
import { Unavailable } from './errors.ts'

export interface CountersignOptions {
  url: string
  token: string
  /** Another `fetch`, for proxies and tests. */
  fetch?: typeof fetch
}

export interface ProposeOptions {
  /** The same key and the same proposal is the same request, however often it is sent. Without one a random key is used. */
  idempotencyKey?: string
  /** How long an unreachable service is tried again, in milliseconds. */
  timeoutMs?: number
  signal?: AbortSignal
}

export interface WaitOptions {
  /** How long to wait for the verdict, in milliseconds. Without it, until the request's own deadline has brought one. */
  timeoutMs?: number
  signal?: AbortSignal
}

const proposeMsDefault = 30_000
/** One long-poll. Shorter than the limit of the API, and than most proxies' patience. */
const pollSeconds = 50

/**
 * Asks Countersign before an action runs.
 *
 * @example
 * const countersign = new Countersign({ url, token })
 * const request = await countersign.propose({ action: 'data.export', payload })
 * const settled = await countersign.waitForVerdict(request.id)
 * if (settled.status === 'approved') await runExport(payload)
 */
export class Countersign {
  readonly #transport: Transport

  constructor({ url, token, fetch: given }: CountersignOptions) {
    // An address that is none is the caller's mistake, and no outage to be waited for.
    this.#transport = { url: new URL(url).href, token, fetch: given ?? fetch }
  }

  /**
   * Proposes one action and answers the request as it stands: settled at once where the policy says so, else pending.
   *
   * @throws Refused with a code of the API, Unavailable where the service could not be reached in time.
   */
  async propose(action: Proposal, options: ProposeOptions = {}): Promise<RequestObject> {
    return ask(this.#transport, {
      method: 'POST',
      path: '/v1/requests',
      body: action,
      headers: { 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() },
      giveUpAt: Date.now() + (options.timeoutMs ?? proposeMsDefault),
      signal: options.signal ?? null,
    })
  }

  /**
   * Waits until the request is settled, through network faults and restarts of the service.
   *
   * @throws Refused, or Unavailable where `timeoutMs` is over before a verdict is there.
   */
  async waitForVerdict(id: RequestObject['id'], options: WaitOptions = {}): Promise<RequestObject> {
    const giveUpAt =
      options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.timeoutMs
    for (;;) {
      const wait = Math.max(0, Math.min(pollSeconds, Math.ceil((giveUpAt - Date.now()) / 1000)))
      const request = await ask(this.#transport, {
        method: 'GET',
        path: `/v1/requests/${id}?wait=${wait}`,
        giveUpAt,
        signal: options.signal ?? null,
      })
      if (request.status !== 'pending') return request
      if (Date.now() >= giveUpAt) throw new Unavailable('no verdict came in time')
    }
  }
}
