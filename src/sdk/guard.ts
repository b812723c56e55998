import type { Consumed } from '../contract/grant.ts'
import type { Proposal } from '../contract/proposal.ts'
import type { RequestObject } from '../contract/request.ts'
import { boundText } from '../proof/verify/bound-action.ts'
import type { GrantedAction } from '../proof/verify/verify-grant.ts'
import {
  Cancelled,
  Denied,
  Expired,
  Frozen,
  problemOf,
  Refused,
  refusal,
  Unavailable,
} from './errors.ts'
import type { CallOptions, ProposeOptions, WaitOptions } from './options.ts'
import { ownCopy } from './own-copy.ts'
import { plainJson } from './plain-json.ts'
import { type Reporter, type ReportOptions, reportOutcome } from './report-outcome.ts'

/** The body of a proposal, and with it the idempotency key under which a restarted process goes on waiting. */
export type DescribedAction = Proposal & { idempotencyKey?: string | undefined }

export interface GuardOptions extends ReportOptions {
  /** How long to wait for the verdict, in milliseconds. Without it, until the request's own deadline. */
  timeoutMs?: number | undefined
  /** Stops the waiting. A function that has begun is its own master. */
  signal?: AbortSignal | undefined
  /** Called with the request as soon as it is accepted, and at each look at it while it is pending. */
  onPending?: ((request: RequestObject) => void) | undefined
}

/** The calls that a guarded function makes. */
interface GuardClient extends Reporter {
  propose(action: Proposal, options: ProposeOptions): Promise<RequestObject>
  waitForVerdict(id: string, options: WaitOptions): Promise<RequestObject>
  consume(grant: string, action: GrantedAction, options: CallOptions): Promise<Consumed>
}

/** One call of a guarded function: the arguments as the caller holds them, and as nobody else does. */
interface Guarded<Args extends unknown[]> {
  describe: (...args: Args) => DescribedAction
  given: Args
  own: Args
}

/** See `Countersign.requireApproval`. */
export function guarded<Args extends unknown[], Result>(
  client: GuardClient,
  fn: (...args: Args) => Result,
  describe: (...args: Args) => DescribedAction,
  options: GuardOptions,
): (...args: Args) => Promise<Awaited<Result>> {
  return (...given) => runApproved(client, fn, { describe, given }, options)
}

async function runApproved<Args extends unknown[], Result>(
  client: GuardClient,
  fn: (...args: Args) => Result,
  { describe, given }: Pick<Guarded<Args>, 'describe' | 'given'>,
  options: GuardOptions,
): Promise<Awaited<Result>> {
  const call = { describe, given, own: ownCopy(given) }
  const { idempotencyKey, ...proposal } = call.describe(...call.own)
  const asked = partsOf(proposal)
  const request = await client.propose(
    { ...proposal, payload: asked.payload },
    { idempotencyKey, signal: options.signal },
  )
  // The first look of the wait may take a minute: whoever runs this is told at once where people decide.
  if (request.status === 'pending') options.onPending?.(request)
  const settled =
    request.status === 'pending' ? await client.waitForVerdict(request.id, options) : request
  const grant = grantOf(settled)
  refuseChanged(call, asked)
  await consume(client, { grant, action: { ...asked, agent: settled.agent.id }, settled, options })
  return run(client, { settled, options }, () => {
    // The consumption took its time. From here to the function's first line nothing else can run.
    options.signal?.throwIfAborted()
    refuseChanged({ ...call, given: call.own }, asked)
    return fn(...call.own)
  })
}

/** What an approval is bound to, as plain values of our own. */
function partsOf({
  action,
  resource,
  environment,
  on_behalf_of,
  payload,
}: Proposal): GrantedAction {
  return { action, resource, environment, on_behalf_of, payload: plainJson(payload) }
}

/** Describes again both what the caller holds and what would run: each must still be what was asked. */
function refuseChanged<Args extends unknown[]>(call: Guarded<Args>, asked: GrantedAction): void {
  const text = textOf(asked)
  for (const args of [call.given, call.own]) {
    if (textOf(partsOf(call.describe(...args))) === text) continue
    throw refusal('action_mismatch', 'The arguments changed while the verdict was waited for.')
  }
}

/** Every part but the agent, who is the same at each comparison. */
function textOf(action: GrantedAction): string {
  return boundText({ ...action, agent: '' })
}

/** @throws Denied, Expired, Cancelled, Frozen, Refused for whatever is no approval that can still be used. */
function grantOf(request: RequestObject): string {
  switch (request.status) {
    case 'denied':
      throw new Denied(request)
    case 'expired':
      throw new Expired(request)
    case 'cancelled':
      throw new Cancelled(request)
    case 'pending':
      throw new Unavailable('no verdict came in time')
    case 'approved':
      return request.verdict?.grant ?? refuseUnusable(request)
  }
}

function refuseUnusable(request: RequestObject): never {
  switch (request.grant_status) {
    case 'expired':
      throw new Expired(request)
    case 'revoked':
      throw new Frozen(problemOf('grant_revoked', 'The approval was taken back.'), { request })
    case 'used':
      throw refusal('grant_already_used', 'The action was begun before, by this agent or another.')
    default:
      throw refusal('no_grant', 'The request was approved without a grant.')
  }
}

interface Consumption {
  grant: string
  action: GrantedAction
  settled: RequestObject
  options: GuardOptions
}

async function consume(client: GuardClient, consumption: Consumption): Promise<void> {
  const { grant, action, settled: request, options } = consumption
  try {
    const used = await client.consume(grant, action, { signal: options.signal })
    if (used.request !== request.id) throw refusal('grant_invalid', 'Another grant was used up.')
  } catch (cause) {
    if (cause instanceof Frozen) throw new Frozen(cause.problem, { request, cause })
    if (cause instanceof Refused && cause.code === 'grant_expired') throw new Expired(request)
    throw cause
  }
}

async function run<Result>(
  client: GuardClient,
  { settled, options }: Pick<Consumption, 'settled' | 'options'>,
  begin: () => Result,
): Promise<Awaited<Result>> {
  try {
    const result = await begin()
    await reportOutcome(client, settled, { status: 'succeeded' }, options)
    return result
  } catch (error) {
    await reportOutcome(client, settled, { status: 'failed', error }, options)
    throw error
  }
}
