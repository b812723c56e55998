import type { Proposal } from '../contract/proposal.ts'
import type { RequestObject } from '../contract/request.ts'
import { type Countersign, Refused, Unavailable } from '../sdk/index.ts'
import type { Desk, Run, RunOptions } from './desk.ts'
import { exitCodes } from './exit-codes.ts'
import { inert } from './inert.ts'
import { UsageError } from './usage-error.ts'

export interface Granted {
  client: Countersign
  request: RequestObject
  proposal: Proposal
  command: readonly string[]
  options: Pick<RunOptions, 'stdin' | 'stdout'>
  /** Aborted by an interrupt before the command has begun. */
  signal: AbortSignal
  /** The command has the interrupts from here on. */
  handOver: () => void
}

/**
 * Consumes the grant for exactly the action that was proposed, runs the command that is part of it, and reports how it
 * went. Where it is not certain that this very call consumed the grant, nothing runs.
 *
 * @returns The command's own exit code.
 * @throws Refused or Unavailable where the grant was not consumed; UsageError where there is none.
 */
export async function runGranted(desk: Desk, granted: Granted): Promise<number> {
  const { client, request, proposal, command, options, signal } = granted
  const grant = request.verdict?.grant ?? null
  if (grant === null) throw new UsageError(noGrant(request))
  const { action, resource, environment, on_behalf_of, payload } = proposal
  const { id: agent } = request.agent
  const asked = { agent, action, resource, environment, on_behalf_of, payload }
  const used = await client.consume(grant, asked, { signal })
  if (used.request !== request.id) {
    throw new UsageError('Nothing was run: the service used up the grant of another request.')
  }
  signal.throwIfAborted()
  granted.handOver()
  const run = await desk.run(command, { ...options, env: withoutToken(desk) })
  if (run.kind === 'not_started') {
    desk.stderr.write(
      `countersign: ${inert(command[0] ?? '')} could not be started (${run.code})\n`,
    )
  }
  await report(desk, granted, run)
  return run.kind === 'not_started' ? exitCodes.notStarted : run.code
}

function noGrant({ id, grant_status: status }: RequestObject): string {
  const why = status === null || status === 'unused' ? 'is not given to this token' : `is ${status}`
  return `Nothing was run: the grant of ${id} ${why}. Propose the action again to have it approved anew.`
}

/** The command was approved, not the right to propose further ones: the agent's key stays here. */
function withoutToken({ env }: Desk): RunOptions['env'] {
  const { COUNTERSIGN_TOKEN: _token, ...others } = env
  return others
}

/** A report that fails or is interrupted changes nothing about what happened, so it is said and no more. */
async function report(desk: Desk, { client, request }: Granted, run: Run): Promise<void> {
  const stop = new AbortController()
  const deafen = desk.onInterrupt(() => stop.abort(new Error('interrupted')))
  try {
    await client.reportOutcome(request.id, outcomeOf(run), { signal: stop.signal })
  } catch (error) {
    const isExpected = error instanceof Refused || error instanceof Unavailable
    if (!isExpected && !stop.signal.aborted) throw error
    const why = error instanceof Error ? error.message : String(error)
    desk.stderr.write(`warning: the outcome could not be reported: ${inert(why)}\n`)
  } finally {
    deafen()
  }
}

function outcomeOf(run: Run): { status: 'succeeded' | 'failed'; detail?: string } {
  switch (run.kind) {
    case 'ended':
      return run.code === 0
        ? { status: 'succeeded' }
        : { status: 'failed', detail: `exit code ${run.code}` }
    case 'killed':
      return { status: 'failed', detail: `ended by ${run.signal}` }
    case 'not_started':
      return { status: 'failed', detail: `could not be started (${run.code})` }
  }
}
