import type { PayloadView, RequestObject } from '../../contract/request.ts'
import { DecisionWord } from '../../contract/words.ts'
import type { Countersign } from '../../sdk/index.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import { connect } from '../connect.ts'
import type { Desk } from '../desk.ts'
import { exitCodes } from '../exit-codes.ts'
import { inertJson } from '../inert.ts'
import { payloadLines } from '../payload-lines.ts'
import { needsOf, requestLines, verdictOf } from '../request-lines.ts'
import type { Flags } from '../settings.ts'
import { UsageError } from '../usage-error.ts'

interface DecideArgs extends Flags {
  request: string
  decision: DecisionWord
  digest?: string | undefined
  comment?: string | undefined
  json?: boolean | undefined
}

/** `countersign decide`: a person's word. It is bound to the digest of what the person was shown. */
export function addDecide(cli: Cli, session: Session): Cli {
  return cli.command(
    'decide <request> <decision>',
    'Approve or deny a request, with a person token',
    (yargs) =>
      yargs
        .positional('request', { type: 'string', demandOption: true, describe: 'Its id: req_...' })
        .positional('decision', {
          choices: DecisionWord.options,
          demandOption: true,
          describe: 'What you say',
        })
        .option('digest', {
          type: 'string',
          requiresArg: true,
          describe: 'The digest of what you were shown; without it you are shown it, and asked',
        })
        .option('comment', { type: 'string', requiresArg: true, describe: 'Why' })
        .option('json', { type: 'boolean', describe: 'Print the request as JSON' })
        .example('$0 decide req_01k... approve', 'Read it, then say yes')
        .example('$0 decide req_01k... deny --digest sha256:9f2c... --comment "too many rows"', ''),
    (args) => handled(session, decide, args),
  )
}

async function decide(desk: Desk, args: DecideArgs): Promise<number> {
  const client = connect(desk, args)
  const digest = args.digest ?? (await shownDigest(desk, args, client))
  if (digest === null) {
    desk.stderr.write('Nothing was decided.\n')
    return exitCodes.failed
  }
  const { decision, comment } = args
  const request = await client.decide(args.request, {
    decision,
    digest,
    ...(comment === undefined ? {} : { comment }),
  })
  if (args.json === true) desk.stdout.write(`${inertJson(request)}\n`)
  else desk.stdout.write(`${decision} is recorded. ${stateOf(request)}\n`)
  return exitCodes.ok
}

/** Shows the request and asks. Null where the person does not confirm. */
async function shownDigest(
  desk: Desk,
  { request: id, decision, json }: DecideArgs,
  client: Countersign,
): Promise<string | null> {
  if (desk.ask === null || json === true) {
    throw new UsageError(
      'Nobody can be asked here. Read the request with countersign show, and give its --digest.',
    )
  }
  const request = await client.read(id)
  const path = `v1/requests/${encodeURIComponent(id)}/payload`
  const view = await client.call<PayloadView>('GET', path)
  desk.stderr.write(`${requestLines(desk.stderr, request)}payload\n${payloadLines(view)}`)
  const said = await desk.ask(`Type ${decision} to say so: `)
  return said.trim() === decision ? request.digest : null
}

function stateOf(request: RequestObject): string {
  return request.status === 'pending'
    ? `The request still waits: ${needsOf(request)}.`
    : `The request is ${verdictOf(request)}.`
}
