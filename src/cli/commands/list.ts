import type { RequestObject } from '../../contract/request.ts'
import { RequestStatus } from '../../contract/words.ts'
import type { RequestList } from '../../sdk/index.ts'
import { aligned } from '../aligned.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import { connect } from '../connect.ts'
import type { Desk } from '../desk.ts'
import { moment } from '../duration.ts'
import { exitCodes } from '../exit-codes.ts'
import { inert, inertJson } from '../inert.ts'
import { paint, paintStatus } from '../paint.ts'
import { needsOf, verdictOf } from '../request-lines.ts'
import type { Flags } from '../settings.ts'

interface ListArgs extends Flags {
  status?: RequestStatus | undefined
  agent?: string | undefined
  action?: string | undefined
  environment?: string | undefined
  person?: string | undefined
  createdAfter?: string | undefined
  createdBefore?: string | undefined
  limit?: string | undefined
  cursor?: string | undefined
  json?: boolean | undefined
}

/** `countersign list`: requests, newest first, as far as this token may see them. */
export function addList(cli: Cli, session: Session): Cli {
  const text = { type: 'string', requiresArg: true } as const
  return cli.command(
    'list',
    'List requests, newest first',
    (yargs) =>
      yargs
        .option('status', {
          choices: RequestStatus.options,
          requiresArg: true,
          describe: 'Only those that are',
        })
        .option('agent', { ...text, describe: 'Only of this agent: agt_...' })
        .option('action', { ...text, describe: 'Only these actions; * stands for any characters' })
        .option('environment', { ...text, describe: 'Only there' })
        .option('person', { ...text, describe: 'Only what this person may decide: an e-mail' })
        .option('created-after', { ...text, describe: 'A moment: 2026-11-21T00:00:00Z' })
        .option('created-before', { ...text, describe: 'A moment' })
        .option('limit', { ...text, describe: 'How many, 1 to 200' })
        .option('cursor', { ...text, describe: 'Where the last page ended' })
        .option('json', { type: 'boolean', describe: 'Print the page as JSON' })
        .example('$0 list --status pending', 'What waits?'),
    (args) => handled(session, list, args),
  )
}

async function list(desk: Desk, args: ListArgs): Promise<number> {
  const page = await connect(desk, args).call<RequestList>('GET', 'v1/requests', {
    query: {
      status: args.status,
      agent: args.agent,
      action: args.action,
      environment: args.environment,
      person: args.person,
      created_after: args.createdAfter,
      created_before: args.createdBefore,
      limit: args.limit,
      cursor: args.cursor,
    },
  })
  if (args.json === true) desk.stdout.write(`${inertJson(page)}\n`)
  else print(desk, page)
  return exitCodes.ok
}

const titles = ['REQUEST', 'STATUS', 'ACTION', 'AGENT', 'CREATED', 'WAITS FOR, OR VERDICT']

function print({ stdout, stderr }: Desk, { data, next_cursor: next }: RequestList): void {
  if (data.length === 0) {
    stderr.write('There is none.\n')
    return
  }
  const head = titles.map((title) => paint(stdout, 'dim', title))
  const rows = data.map((request) => [
    request.id,
    paintStatus(stdout, request.status),
    inert(request.action),
    inert(request.agent.name),
    moment(request.created_at),
    lastCell(request),
  ])
  stdout.write(aligned([head, ...rows]))
  if (next !== null) stderr.write(`There are more: --cursor ${next}\n`)
}

function lastCell(request: RequestObject): string {
  return request.status === 'pending' ? needsOf(request) : verdictOf(request)
}
