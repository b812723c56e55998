import type { RequestObject } from '../../contract/request.ts'
import { type Countersign, Unavailable } from '../../sdk/index.ts'
import { isKey } from '../../sdk/is-key.ts'
import { awaitVerdict } from '../await-verdict.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import { connect } from '../connect.ts'
import type { Desk } from '../desk.ts'
import { moment, readSeconds } from '../duration.ts'
import { exitCodes, exitOfStatus } from '../exit-codes.ts'
import { findCommand } from '../find-command.ts'
import { inert, inertJson } from '../inert.ts'
import { createProgress, silent } from '../progress.ts'
import { type Draft, readProposal } from '../read-proposal.ts'
import { settledLines } from '../request-lines.ts'
import { type Granted, runGranted } from '../run-granted.ts'
import { UsageError } from '../usage-error.ts'
import { type RequestArgs, requestOptions } from './request-options.ts'

const acceptMsDefault = 30_000

/** `countersign request`: proposes, waits, and runs a command under the consumed grant. */
export function addRequest(cli: Cli, session: Session): Cli {
  return cli.command(
    'request',
    'Propose an action, wait for the verdict, and run a command that was approved',
    requestOptions,
    (args) => handled(session, request, args),
  )
}

/** What one call of the command knows on its way. */
interface Asking {
  desk: Desk
  args: RequestArgs
  client: Countersign
  draft: Draft
  key: string
  command: readonly string[] | null
  /** When `--timeout` is over, in milliseconds since the epoch; null without it. */
  giveUpAt: number | null
}

async function request(desk: Desk, args: RequestArgs): Promise<number> {
  const command = commandOf(desk, args)
  const draft = await readProposal(desk, args, command)
  const client = connect(desk, args)
  const key = args.idempotencyKey ?? crypto.randomUUID()
  if (!isKey(key)) throw new UsageError('--idempotency-key must be visible ASCII characters.')
  const giveUpAt = giveUpTime(args)
  const asking: Asking = { desk, args, client, draft, key, command, giveUpAt }
  const stop = new AbortController()
  const deafen = desk.onInterrupt(() => stop.abort())
  let known: RequestObject | null = null
  try {
    known = await propose(asking, stop.signal)
    known = await wait(asking, known, stop.signal)
    // An interrupt that came with the verdict counts, too.
    stop.signal.throwIfAborted()
    return await conclude(asking, known, { signal: stop.signal, handOver: deafen })
  } catch (error) {
    if (stop.signal.aborted) return await interrupted(asking, known)
    if (error instanceof Unavailable) desk.stderr.write(howToGoOn(asking, known))
    throw error
  } finally {
    deafen()
  }
}

/** The words after `--`; null where there are none. */
function commandOf({ env }: Desk, args: RequestArgs): readonly string[] | null {
  const command = args['--']
  if (command === undefined) return null
  const [name] = command
  if (name === undefined || name === '') throw new UsageError('No command stands after --.')
  if (findCommand(name, env['PATH']) === null) {
    throw new UsageError(`${name} is no command that can be found. Nothing was proposed.`)
  }
  return command
}

function giveUpTime({ timeout }: RequestArgs): number | null {
  return timeout === undefined ? null : Date.now() + readSeconds('--timeout', timeout) * 1000
}

function msLeft({ giveUpAt }: Asking): number | null {
  return giveUpAt === null ? null : Math.max(0, giveUpAt - Date.now())
}

async function propose(asking: Asking, signal: AbortSignal): Promise<RequestObject> {
  const { desk, args, client, draft, key } = asking
  const proposed = await client.propose(draft.proposal, {
    idempotencyKey: key,
    payloadText: draft.payloadText,
    timeoutMs: msLeft(asking) ?? acceptMsDefault,
    signal,
  })
  if (!isSilent(args) && proposed.status === 'pending') {
    desk.stderr.write(`proposed ${proposed.id}\ndecide at ${inert(proposed.url)}\n`)
  }
  return proposed
}

function isSilent({ json, quiet }: RequestArgs): boolean {
  return json === true || quiet === true
}

async function wait(
  asking: Asking,
  proposed: RequestObject,
  signal: AbortSignal,
): Promise<RequestObject> {
  const { desk, args, client } = asking
  return awaitVerdict(client, proposed, {
    timeoutMs: msLeft(asking),
    signal,
    progress: isSilent(args) ? silent : createProgress(desk.stderr, Date.now),
  })
}

/** Says the verdict. With a command standard output is the command's own, unless `--json` has it. */
async function conclude(
  asking: Asking,
  settled: RequestObject,
  interrupts: Pick<Granted, 'signal' | 'handOver'>,
): Promise<number> {
  const { desk, args, client, draft, command } = asking
  const outlet = command === null ? desk.stdout : desk.stderr
  if (!isSilent(args)) outlet.write(settledLines(outlet, settled))
  if (command === null || settled.status !== 'approved') {
    if (args.json === true) desk.stdout.write(`${inertJson(settled)}\n`)
    return exitOfStatus[settled.status]
  }
  const code = await runGranted(desk, {
    ...interrupts,
    client,
    request: settled,
    proposal: draft.proposal,
    command,
    options: { stdin: args.stdin === true, stdout: args.json === true ? 'stderr' : 'stdout' },
  })
  if (args.json === true) {
    const after = await client.read(settled.id).catch(() => settled)
    desk.stdout.write(`${inertJson(after)}\n`)
  }
  return code
}

async function interrupted(asking: Asking, known: RequestObject | null): Promise<number> {
  const { desk, args, client } = asking
  if (known?.status !== 'pending' || args.cancelOnInterrupt !== true) {
    desk.stderr.write(howToGoOn(asking, known))
    return exitCodes.interrupted
  }
  const after = await client.cancel(known.id, 'Interrupted where it was proposed.')
  desk.stderr.write(`${known.id} is cancelled.\n`)
  if (args.json === true) desk.stdout.write(`${inertJson(after)}\n`)
  return exitOfStatus[after.status]
}

/** Whoever stops waiting stops nothing: people may still decide, and nothing runs by itself. */
function howToGoOn({ key, args }: Asking, known: RequestObject | null): string {
  const again = args.idempotencyKey === undefined ? `, with --idempotency-key ${key}` : ''
  if (known === null) {
    return [
      'Whether the request was accepted is not known; nothing was run.',
      `To go on, give the same command again${again}.\n`,
    ].join('\n')
  }
  if (known.status !== 'pending') {
    return [
      `${known.id} is ${known.status}; nothing was run, and its grant may be used up.`,
      `To go on:  the same command again${again}. It runs nothing where the grant is used up.\n`,
    ].join('\n')
  }
  const until = known.expires_at === null ? '' : ` until ${moment(known.expires_at)}`
  return [
    `${known.id} stays pending${until}; nothing was run.`,
    `To look:   countersign show ${known.id}`,
    `To go on:  the same command again${again}\n`,
  ].join('\n')
}
