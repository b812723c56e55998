import { z } from 'zod'
import { EventView } from '../../contract/event.ts'
import type { JsonValue } from '../../contract/json.ts'
import { checkStories, type StoryFault } from '../../proof/verify/check-story.ts'
import type { Cli } from '../cli.ts'
import type { Desk } from '../desk.ts'
import { exitCodes } from '../exit-codes.ts'
import { inert, inertJson } from '../inert.ts'
import { readFileBytes, readStrictly } from '../read-input.ts'
import { UsageError } from '../usage-error.ts'

export interface AuditArgs {
  file: string
  json?: boolean | undefined
}

const auditBytesMax = 1024 * 1024 * 1024

export function auditOptions(cli: Cli) {
  return cli
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe:
        'Events as /v1/events or /v1/requests/ID/events answers them, or - for standard input',
    })
    .option('json', { type: 'boolean', describe: 'Print the answer as JSON' })
    .example('$0 verify audit events.json', '')
    .epilogue(
      'Exit codes: 0 no contradiction, 1 a contradiction. The file carries no checkpoint yet, so that nothing is missing from it cannot be told.',
    )
}

/** A page of events, or each event or page on a line of its own. */
const Page = z.object({ data: z.array(EventView) })
const Given = z.union([
  Page.transform(({ data }) => data),
  z.array(EventView),
  EventView.transform((event) => [event]),
])

/** Checks that the stories of exported events can have happened. */
export async function verifyAudit(desk: Desk, { file, json }: AuditArgs): Promise<number> {
  const bytes = file === '-' ? await desk.readStdin() : readFileBytes(file, auditBytesMax)
  const events = inOrder(readEvents(file, bytes))
  const faults = checkStories(events)
  const requestsCount = new Set(events.flatMap(({ request }) => request ?? [])).size
  if (json === true) {
    const answer = { ok: faults.length === 0, events: events.length, requests: requestsCount }
    desk.stdout.write(`${inertJson({ ...answer, faults, complete: null })}\n`)
  } else {
    print(desk, faults, `${events.length} events of ${requestsCount} requests`)
  }
  return faults.length === 0 ? exitCodes.ok : exitCodes.failed
}

function readEvents(file: string, bytes: Uint8Array): EventView[] {
  const text = new TextDecoder().decode(bytes).trim()
  const isLines = text.includes('\n{')
  return isLines
    ? text.split('\n').flatMap((line, index) => {
        return line.trim() === '' ? [] : readPart(`line ${index + 1} of ${file}`, line)
      })
    : readPart(file, text)
}

function readPart(what: string, text: string): EventView[] {
  const value: JsonValue = readStrictly(what, new TextEncoder().encode(text)).value
  const given = Given.safeParse(value)
  if (given.success) return given.data
  throw new UsageError(`${what} holds no events as /v1/events answers them.`)
}

/** `/v1/events` answers the newest first, a request's own story the oldest first. Ids sort by their time of birth. */
function inOrder(events: EventView[]): EventView[] {
  return events.toSorted(
    (one, other) => one.at.localeCompare(other.at) || (one.id < other.id ? -1 : 1),
  )
}

function print({ stdout }: Desk, faults: StoryFault[], what: string): void {
  if (faults.length === 0) {
    stdout.write(`no contradiction in ${what}\n`)
  } else {
    for (const { request, event, detail } of faults) {
      stdout.write(`${inert(request === '' ? event : request)} ${detail} (${inert(event)})\n`)
    }
    stdout.write(`${faults.length} contradictions in ${what}\n`)
  }
  stdout.write('whether events are missing cannot be told: the file carries no checkpoint\n')
}
