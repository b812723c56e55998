import type { AgentKind, AgentView, NewKey, Owner } from '../../contract/agent.ts'
import type { Countersign } from '../../sdk/index.ts'
import { aligned } from '../aligned.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import { connect } from '../connect.ts'
import type { Desk } from '../desk.ts'
import { exitCodes } from '../exit-codes.ts'
import { findAgent } from '../find-agent.ts'
import { inert, inertJson } from '../inert.ts'
import type { Flags } from '../settings.ts'
import { addAgentKeys } from './agent-keys.ts'

interface ListArgs extends Flags {
  json?: boolean | undefined
}

interface CreateArgs extends ListArgs {
  name: string
  owner: string[]
  kind: AgentKind
}

interface StandingArgs extends ListArgs {
  agent: string
}

/** `countersign agents`: who may propose and consume, by whoever administers. */
export function addAgents(cli: Cli, session: Session): Cli {
  return cli.command('agents', 'List, create, disable agents, and their keys', (yargs) =>
    [addList, addCreate, addStanding, addAgentKeys]
      .reduce((built, add) => add(built, session), yargs as Cli)
      .demandCommand(1, 'Say what to do: agents list, create, disable, enable or keys.')
      .epilogue('All of this needs the token of somebody who administers, or the admin token.'),
  )
}

/** Before the name of a group of the policy: no e-mail begins so. */
const groupMark = 'group:'

const jsonOption = { type: 'boolean', describe: 'Print the answer as JSON' } as const

function addList(cli: Cli, session: Session): Cli {
  return cli.command(
    'list',
    'List the agents',
    (yargs) => yargs.option('json', jsonOption).example('$0 agents list', 'Who is registered?'),
    (args) => handled(session, list, args),
  )
}

function addCreate(cli: Cli, session: Session): Cli {
  return cli.command(
    'create <name>',
    'Register an agent or executor; its key is shown once',
    (yargs) =>
      yargs
        .positional('name', {
          type: 'string',
          demandOption: true,
          describe: 'Stands on every card',
        })
        .option('owner', {
          type: 'string',
          array: true,
          requiresArg: true,
          demandOption: true,
          describe: 'The e-mail of whoever answers for it, or group:NAME; may be repeated',
        })
        .option('kind', {
          choices: ['agent', 'executor'] as const,
          default: 'agent' as const,
          requiresArg: true,
          describe: 'An executor may only consume grants',
        })
        .option('json', jsonOption)
        .example('$0 agents create etl-bot --owner dana@example.com', 'A new agent'),
    (args) => handled(session, create, args),
  )
}

function addStanding(cli: Cli, session: Session): Cli {
  const one = (yargs: Cli) =>
    yargs
      .positional('agent', { type: 'string', demandOption: true, describe: 'Its name or id' })
      .option('json', jsonOption)
  return cli
    .command(
      'disable <agent>',
      'Let an agent do nothing any more, from this moment on',
      (yargs) => one(yargs).example('$0 agents disable etl-bot', 'Stop it'),
      (args) => handled(session, disable, args),
    )
    .command(
      'enable <agent>',
      'Take that back',
      (yargs) => one(yargs).example('$0 agents enable etl-bot', 'Let it go on'),
      (args) => handled(session, enable, args),
    )
}

async function list(desk: Desk, args: ListArgs): Promise<number> {
  const found = await connect(desk, args).call<{ data: AgentView[] }>('GET', 'v1/agents')
  if (args.json === true) desk.stdout.write(`${inertJson(found)}\n`)
  else
    desk.stdout.write(
      aligned([['ID', 'NAME', 'KIND', 'STANDING', 'OWNERS'], ...found.data.map(row)]),
    )
  return exitCodes.ok
}

function row({ id, name, kind, disabled, owners }: AgentView): string[] {
  return [
    id,
    inert(name),
    kind,
    disabled ? 'disabled' : 'enabled',
    owners.map(ownerWord).join(', '),
  ]
}

/** An owner as it is written on the command line, and shown in a list. */
function ownerOf(text: string): Owner {
  return text.startsWith(groupMark) ? { group: text.slice(groupMark.length) } : text
}

function ownerWord(owner: Owner): string {
  return inert(typeof owner === 'string' ? owner : `${groupMark}${owner.group}`)
}

async function create(desk: Desk, args: CreateArgs): Promise<number> {
  const { name, kind } = args
  const owners = args.owner.map(ownerOf)
  const created = await connect(desk, args).call<AgentView & Pick<NewKey, 'key'>>(
    'POST',
    'v1/agents',
    { body: { name, owners, kind } },
  )
  if (args.json === true) desk.stdout.write(`${inertJson(created)}\n`)
  else {
    desk.stdout.write(
      aligned([
        ['id', created.id],
        ['name', inert(created.name)],
        ['key', created.key],
      ]),
    )
    desk.stderr.write('The key is shown this once.\n')
  }
  return exitCodes.ok
}

function disable(desk: Desk, args: StandingArgs): Promise<number> {
  return setStanding(desk, args, true)
}

function enable(desk: Desk, args: StandingArgs): Promise<number> {
  return setStanding(desk, args, false)
}

async function setStanding(desk: Desk, args: StandingArgs, disabled: boolean): Promise<number> {
  const client = connect(desk, args)
  const changed = await change(client, args.agent, disabled)
  if (args.json === true) desk.stdout.write(`${inertJson(changed)}\n`)
  else {
    const standing = disabled ? 'disabled' : 'enabled'
    desk.stdout.write(`${inert(changed.name)} is ${standing}.\n`)
  }
  return exitCodes.ok
}

async function change(client: Countersign, agent: string, disabled: boolean): Promise<AgentView> {
  const { id } = await findAgent(client, agent)
  return client.call('PATCH', `v1/agents/${id}`, { body: { disabled } })
}
