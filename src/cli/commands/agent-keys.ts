import type { AgentView, KeyView, NewKey } from '../../contract/agent.ts'
import { aligned } from '../aligned.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import { connect } from '../connect.ts'
import type { Desk } from '../desk.ts'
import { moment, readSeconds } from '../duration.ts'
import { exitCodes } from '../exit-codes.ts'
import { findAgent } from '../find-agent.ts'
import { inert, inertJson } from '../inert.ts'
import type { Flags } from '../settings.ts'

interface KeysArgs extends Flags {
  agent: string
  add?: boolean | undefined
  expiresIn?: string | undefined
  revoke?: string | undefined
  json?: boolean | undefined
}

/** `countersign agents keys`: lists, adds and revokes the keys of one agent. */
export function addAgentKeys(cli: Cli, session: Session): Cli {
  return cli.command(
    'keys <agent>',
    'List the keys of an agent, add one or revoke one',
    (yargs) =>
      yargs
        .positional('agent', { type: 'string', demandOption: true, describe: 'Its name or id' })
        .option('add', { type: 'boolean', describe: 'Make a further key, shown once' })
        .option('expires-in', {
          type: 'string',
          requiresArg: true,
          implies: 'add',
          describe: 'How long the new key is good: 90d',
        })
        .option('revoke', {
          type: 'string',
          requiresArg: true,
          conflicts: 'add',
          describe: 'The id of a key that is good no longer: key_...',
        })
        .option('json', { type: 'boolean', describe: 'Print the answer as JSON' })
        .example('$0 agents keys etl-bot --add --expires-in 90d', 'A key beside the old one')
        .example('$0 agents keys etl-bot --revoke key_01k...', 'The old one ends'),
    (args) => handled(session, keys, args),
  )
}

async function keys(desk: Desk, args: KeysArgs): Promise<number> {
  const client = connect(desk, args)
  const path = `v1/agents/${(await findAgent(client, args.agent)).id}`
  if (args.revoke !== undefined) {
    await client.call('DELETE', `${path}/keys/${encodeURIComponent(args.revoke)}`)
    if (args.json !== true) desk.stdout.write(`${inert(args.revoke)} is revoked.\n`)
    return exitCodes.ok
  }
  if (args.add !== true) {
    printKeys(desk, args, await client.call('GET', path))
    return exitCodes.ok
  }
  const seconds = args.expiresIn === undefined ? null : readSeconds('--expires-in', args.expiresIn)
  const added = await client.call<NewKey>('POST', `${path}/keys`, {
    body: seconds === null ? {} : { expires_in: seconds },
  })
  printNew(desk, args, added)
  return exitCodes.ok
}

function printNew(desk: Desk, { json }: KeysArgs, added: NewKey): void {
  if (json === true) {
    desk.stdout.write(`${inertJson(added)}\n`)
    return
  }
  const until = added.expires_at === null ? 'until it is revoked' : moment(added.expires_at)
  desk.stdout.write(
    aligned([
      ['id', added.id],
      ['key', added.key],
      ['good until', until],
    ]),
  )
  desk.stderr.write('The key is shown this once.\n')
}

const titles = ['KEY', 'MADE BY', 'CREATED', 'LAST USED', 'GOOD UNTIL']

function printKeys(desk: Desk, { json }: KeysArgs, agent: AgentView & { keys: KeyView[] }): void {
  if (json === true) desk.stdout.write(`${inertJson(agent)}\n`)
  else desk.stdout.write(aligned([titles, ...agent.keys.map(row)]))
}

function row(key: KeyView): string[] {
  const used = key.last_used_at === null ? 'never' : moment(key.last_used_at)
  return [key.id, inert(key.made_by), moment(key.created_at), used, goodUntil(key)]
}

function goodUntil({ revoked_at: revoked, expires_at: expires }: KeyView): string {
  if (revoked !== null) return `revoked ${moment(revoked)}`
  return expires === null ? 'it is revoked' : moment(expires)
}
