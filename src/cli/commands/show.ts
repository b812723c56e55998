import type { EventView } from '../../contract/event.ts'
import type { PayloadView, RequestObject } from '../../contract/request.ts'
import type { Countersign } from '../../sdk/index.ts'
import { aligned } from '../aligned.ts'
import { awaitVerdict } from '../await-verdict.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import { connect } from '../connect.ts'
import type { Desk } from '../desk.ts'
import { moment, readSeconds } from '../duration.ts'
import { exitCodes, exitOfStatus } from '../exit-codes.ts'
import { inert, inertJson } from '../inert.ts'
import { payloadLines } from '../payload-lines.ts'
import { createProgress, silent } from '../progress.ts'
import { requestLines } from '../request-lines.ts'
import type { Flags } from '../settings.ts'

interface ShowArgs extends Flags {
  request: string
  wait?: boolean | undefined
  timeout?: string | undefined
  events?: boolean | undefined
  json?: boolean | undefined
}

/** `countersign show`: one request with its payload, as this token may see it. */
export function addShow(cli: Cli, session: Session): Cli {
  return cli.command(
    'show <request>',
    'Show one request with its payload',
    (yargs) =>
      yargs
        .positional('request', { type: 'string', demandOption: true, describe: 'Its id: req_...' })
        .option('wait', { type: 'boolean', describe: 'Wait until it is settled' })
        .option('timeout', {
          type: 'string',
          requiresArg: true,
          implies: 'wait',
          describe: 'How long to wait: 90s, 15m. Default: to the deadline',
        })
        .option('events', { type: 'boolean', describe: 'Also tell its story' })
        .option('json', { type: 'boolean', describe: 'Print the request as JSON' })
        .example('$0 show req_01k...', 'What is it, and how far?')
        .example('$0 show req_01k... --wait --json', 'Go on waiting')
        .epilogue(
          'Exit codes: 0 shown, 1 error. With --wait: 0 approved, 3 denied, 4 expired, 5 cancelled.',
        ),
    (args) => handled(session, show, args),
  )
}

async function show(desk: Desk, args: ShowArgs): Promise<number> {
  const client = connect(desk, args)
  const found = await client.read(args.request)
  const request = args.wait === true ? await waited(desk, args, client, found) : found
  if (request === null) return exitCodes.interrupted
  if (args.json === true) desk.stdout.write(`${inertJson(request)}\n`)
  else await print(desk, client, request, args.events === true)
  return args.wait === true ? exitOfStatus[request.status] : exitCodes.ok
}

/** Null where the person did not want to wait to the end. */
async function waited(
  desk: Desk,
  { timeout, json }: ShowArgs,
  client: Countersign,
  found: RequestObject,
): Promise<RequestObject | null> {
  const stop = new AbortController()
  const deafen = desk.onInterrupt(() => stop.abort())
  try {
    return await awaitVerdict(client, found, {
      timeoutMs: timeout === undefined ? null : readSeconds('--timeout', timeout) * 1000,
      signal: stop.signal,
      progress: json === true ? silent : createProgress(desk.stderr, Date.now),
    })
  } catch (error) {
    if (stop.signal.aborted) return null
    throw error
  } finally {
    deafen()
  }
}

async function print(
  desk: Desk,
  client: Countersign,
  request: RequestObject,
  withEvents: boolean,
): Promise<void> {
  const path = `v1/requests/${encodeURIComponent(request.id)}`
  const view = await client.call<PayloadView>('GET', `${path}/payload`)
  const story = withEvents
    ? await client.call<{ data: EventView[] }>('GET', `${path}/events`)
    : { data: [] }
  desk.stdout.write(requestLines(desk.stdout, request))
  desk.stdout.write(`payload\n${payloadLines(view)}`)
  if (withEvents) desk.stdout.write(`events\n${aligned(story.data.map(eventRow))}`)
}

function eventRow({ at, type, actor, surface, code }: EventView): string[] {
  return [
    `  ${moment(at)}`,
    inert(type),
    inert(actor.name ?? actor.id ?? actor.kind),
    inert([surface, code].filter((word) => word !== null).join(' ')),
  ]
}
