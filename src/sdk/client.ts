import type { DecisionBody } from '../contract/decide.ts'
import type { Consumed, OutcomeBody } from '../contract/grant.ts'
import { waitSecondsMax } from '../contract/limits.ts'
import type { ListQuery } from '../contract/list.ts'
import type { Proposal } from '../contract/proposal.ts'
import type { RequestObject } from '../contract/request.ts'
import type { GrantedAction } from '../proof/verify/verify-grant.ts'
import { isConsumed, isFor, isRequest } from './answers.ts'
import { ask, pause, type Question } from './ask.ts'
import { Refused, refusal, Unavailable } from './errors.ts'
import { type DescribedAction, type GuardOptions, guarded } from './guard.ts'
import { isKey } from './is-key.ts'
import type { AnyCall, CallOptions, ProposeOptions, RequestList, WaitOptions } from './options.ts'
import { plainJson } from './plain-json.ts'
import { proposalText } from './proposal-text.ts'
import { type CountersignOptions, type Transport, transportOf } from './settings.ts'

const timeoutMsDefault = 30_000
const tryMsMax = 15_000
const pollSecondsDefault = 50
const paceMsMin = 1_000

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

  constructor(options: CountersignOptions = {}) {
    this.#transport = transportOf(options)
  }

  /**
   * Proposes one action and answers the request as it stands: settled at once where the policy says so, else pending.
   *
   * @throws Refused with a code of the API, Unavailable where the service could not be reached in time.
   */
  async propose(action: Proposal, options: ProposeOptions = {}): Promise<RequestObject> {
    const text = proposalText(action, options.payloadText)
    const request = await ask<RequestObject>(this.#transport, {
      ...asked('POST', 'v1/requests', options),
      text,
      headers: { 'idempotency-key': keyOf(options) },
      isAnswer: isRequest(),
      repeat: true,
    })
    if (await isFor(request, JSON.parse(text))) return request
    throw refusal('digest_mismatch', 'Countersign holds another action than the one proposed.')
  }

  /**
   * Waits until the request is settled, through network faults and restarts of the service.
   *
   * @throws Refused, or Unavailable where `timeoutMs` is over before a verdict is there.
   */
  async waitForVerdict(id: string, options: WaitOptions = {}): Promise<RequestObject> {
    const giveUpAt = Date.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY)
    const pollSeconds = Math.min(
      Math.ceil(options.pollSeconds ?? pollSecondsDefault),
      waitSecondsMax,
    )
    for (;;) {
      const askedAt = Date.now()
      const wait = Math.max(0, Math.min(pollSeconds, Math.ceil((giveUpAt - askedAt) / 1_000)))
      const request = await ask<RequestObject>(this.#transport, {
        ...asked('GET', `${pathOf(id)}?wait=${wait}`, options),
        giveUpAt,
        tryMs: wait * 1_000 + tryMsMax,
        isAnswer: isRequest(id),
      })
      if (request.status !== 'pending') return request
      options.onPending?.(request)
      if (Date.now() >= giveUpAt) throw new Unavailable('no verdict came in time')
      // Whoever answers at once instead of waiting, as a service that stops does, is not asked without a pause.
      await pause(Math.min(askedAt + paceMsMin, giveUpAt) - Date.now(), options.signal ?? null)
    }
  }

  /** The request as it is now. */
  async read(id: string, options: CallOptions = {}): Promise<RequestObject> {
    return this.#about(id, 'GET', pathOf(id), options)
  }

  /** A page of requests, newest first: an agent's own, a person's to review, for an admin all. */
  async list(query: Partial<ListQuery> = {}, options: CallOptions = {}): Promise<RequestList> {
    return this.call('GET', 'v1/requests', { ...options, query })
  }

  /** Takes a pending request back. Cancelling it again answers the same. */
  async cancel(id: string, reason?: string, options: CallOptions = {}): Promise<RequestObject> {
    return this.#about(id, 'POST', `${pathOf(id)}/cancel`, {
      ...options,
      body: reason === undefined ? {} : { reason },
      repeat: true,
    })
  }

  /** Says a person's word, with a person's token. The same word again answers the same. */
  async decide(
    id: string,
    decision: DecisionBody,
    options: CallOptions = {},
  ): Promise<RequestObject> {
    return this.#about(id, 'POST', `${pathOf(id)}/decisions`, {
      ...options,
      body: decision,
      repeat: true,
    })
  }

  /**
   * Uses a grant up, for exactly the action that is about to run. Only after this has answered may it run. A call whose
   * answer was lost is made again; if that one says `grant_already_used`, nothing runs: whose use it was is unknown.
   *
   * @throws Frozen for a revoked grant, Refused for every other, Unavailable where nobody answered in time.
   */
  async consume(
    grant: string,
    action: GrantedAction,
    options: CallOptions = {},
  ): Promise<Consumed> {
    const { agent, action: type, resource, environment, on_behalf_of } = action
    const payload = plainJson(action.payload)
    const body = { grant, agent, action: type, resource, environment, on_behalf_of, payload }
    return this.#call('POST', 'v1/grants/consume', { ...options, body, repeat: true }, isConsumed)
  }

  /** Says how the action went, with the key that consumed the grant. */
  async reportOutcome(id: string, outcome: OutcomeBody, options: CallOptions = {}): Promise<void> {
    try {
      await this.call('POST', `${pathOf(id)}/outcome`, { ...options, body: outcome, repeat: true })
    } catch (error) {
      // Only who consumed the grant may report, so it was the try whose answer was lost.
      const isOurs = error instanceof Refused && error.cause !== undefined
      if (!isOurs || error.code !== 'outcome_already_reported') throw error
    }
  }

  /**
   * Wraps a function so that each call of it runs only with a grant for exactly its arguments, used up right before.
   * The outcome is reported. The function gets a copy of its arguments that nobody else can change; arguments that the
   * caller changes while people decide are refused.
   *
   * @param describe The action that a call is, made from its arguments alone: the body of a proposal, and an
   * `idempotencyKey` under which a process that restarted goes on waiting. It is called again before the function runs.
   * @returns The function, which throws Denied, Expired, Cancelled, Frozen, Unavailable or Refused, and what `fn` throws.
   * @example
   * const send = countersign.requireApproval(pay, (to: string, cents: number) => ({
   *   action: 'payment.send',
   *   payload: { to, cents },
   * }))
   * await send('ana', 120_00)
   */
  requireApproval<Args extends unknown[], Result>(
    fn: (...args: Args) => Result,
    describe: (...args: Args) => DescribedAction,
    options: GuardOptions = {},
  ): (...args: Args) => Promise<Awaited<Result>> {
    return guarded(this, fn, describe, options)
  }

  /** Takes an approval back while its grant is unused: by the person who gave it, or an admin. */
  async revoke(id: string, reason?: string, options: CallOptions = {}): Promise<RequestObject> {
    return this.#about(id, 'POST', `${pathOf(id)}/revoke`, {
      ...options,
      body: reason === undefined ? {} : { reason },
      repeat: true,
    })
  }

  /**
   * Any other call, such as `call<AgentList>('GET', 'v1/agents')`.
   *
   * @throws Refused, Unavailable.
   */
  async call<Body>(method: Question['method'], path: string, options: AnyCall = {}): Promise<Body> {
    return this.#call(method, path, options)
  }

  /** A call that answers one request, which has to be the one that was asked about. */
  async #about(
    id: string,
    method: Question['method'],
    path: string,
    options: AnyCall,
  ): Promise<RequestObject> {
    return this.#call(method, path, options, isRequest(id))
  }

  async #call<Body>(
    method: Question['method'],
    path: string,
    options: AnyCall,
    isAnswer?: Question['isAnswer'],
  ): Promise<Body> {
    const { body, query = {}, repeat = method !== 'POST' } = options
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
    return ask(this.#transport, {
      ...asked(method, given.length > 0 ? `${path}?${search}` : path, options),
      text: body === undefined ? undefined : JSON.stringify(body),
      isAnswer,
      repeat,
    })
  }
}

/** @throws TypeError for a key that no header can carry: that would look like an outage for as long as it is tried. */
function keyOf({ idempotencyKey = crypto.randomUUID() }: ProposeOptions): string {
  if (isKey(idempotencyKey)) return idempotencyKey
  throw new TypeError('An idempotency key has visible ASCII characters alone.')
}

/** An id is the caller's text: it must not lead to another path. */
function pathOf(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new TypeError('A request has an id.')
  return `v1/requests/${encodeURIComponent(id)}`
}

function asked(method: Question['method'], path: string, options: CallOptions): Question {
  return {
    method,
    path: path.replace(/^\//, ''),
    repeat: method !== 'POST',
    giveUpAt: Date.now() + (options.timeoutMs ?? timeoutMsDefault),
    tryMs: tryMsMax,
    signal: options.signal ?? null,
  }
}
