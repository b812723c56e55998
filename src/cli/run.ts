import yargs from 'yargs'
import type { Cli, Session } from './cli.ts'
import { addAgents } from './commands/agents.ts'
import { addCompletion } from './commands/completion.ts'
import { addDecide } from './commands/decide.ts'
import { addKeys } from './commands/keys.ts'
import { addList } from './commands/list.ts'
import { addPolicy } from './commands/policy.ts'
import { addRequest } from './commands/request.ts'
import { addShow } from './commands/show.ts'
import { addVerify } from './commands/verify.ts'
import type { Desk } from './desk.ts'
import { exitCodes } from './exit-codes.ts'
import { explain } from './explain.ts'
import { readUrl } from './settings.ts'
import { UsageError } from './usage-error.ts'

const commands = [
  addRequest,
  addShow,
  addList,
  addDecide,
  addVerify,
  addAgents,
  addKeys,
  addPolicy,
  addCompletion,
]

/** Flags that may be given more than once. Of any other a second one would silently win. */
const repeatable = ['_', '--', 'label', 'owner']
const columnsMax = 100

/** Runs one call of the command, and answers what the shell is told. */
export async function run(argv: readonly string[], desk: Desk, version: string): Promise<number> {
  const session: Session = { desk, flags: {}, exitCode: exitCodes.ok }
  const given = dashesJoined(argv)
  try {
    refuseUnreadable(argv)
    const cli = parser(given, session, version)
    await cli.parseAsync([...given], {}, (_error, _args, output) => {
      if (output !== '') desk.stdout.write(`${output}\n`)
    })
    return session.exitCode
  } catch (error) {
    desk.stderr.write(explain(error, addressOf(session)))
    if (desk.env['DEBUG'] && error instanceof Error) desk.stderr.write(`${error.stack}\n`)
    return exitCodes.failed
  }
}

function parser(given: readonly string[], session: Session, version: string): Cli {
  const { stdout } = session.desk
  const cli: Cli = yargs([...given])
    .scriptName('countersign')
    .usage('$0 <command>: ask people before an action runs')
    .option('url', {
      type: 'string',
      requiresArg: true,
      describe: 'The address. Default: COUNTERSIGN_URL, then the file of settings',
    })
    .option('token', {
      type: 'string',
      requiresArg: true,
      describe: 'Others on this machine can see it: set COUNTERSIGN_TOKEN instead',
    })
    .parserConfiguration({
      'populate--': true,
      'dot-notation': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .detectLocale(false)
    .exitProcess(false)
    .version(version)
    .strict()
    .recommendCommands()
    .demandCommand(1, 'Say what to do; countersign --help lists the commands.')
    .check(onlyOnce)
    .middleware((args) => {
      session.flags = { url: args.url }
    })
    .fail((message, error) => {
      throw error ?? new UsageError(`${message}\nSee countersign ${topic(given)}--help`)
    })
    .completion('yargs-completion', false)
    .wrap(Math.min(stdout.columns ?? columnsMax, columnsMax))
    .epilogue(
      'Settings: flags, COUNTERSIGN_URL and COUNTERSIGN_TOKEN, ~/.config/countersign/config.yaml',
    )
  return commands.reduce((built, add) => add(built, session), cli)
}

/** For the words about a service that does not answer; what is wrong with the settings was said already. */
function addressOf({ desk, flags }: Session): string | null {
  try {
    return readUrl(desk, flags)
  } catch {
    return null
  }
}

/** The command that was meant, whose help says more. */
function topic([name]: readonly string[]): string {
  return name !== undefined && /^[a-z]+$/.test(name) ? `${name} ` : ''
}

/**
 * Node has put U+FFFD where an argument held bytes that are no UTF-8. People would approve another text than was written,
 * and another command would run.
 */
function refuseUnreadable(argv: readonly string[]): void {
  const at = argv.findIndex((word) => word.includes('\uFFFD'))
  if (at === -1) return
  throw new UsageError(`Argument ${at + 1} is not UTF-8, or holds U+FFFD. Nothing was done.`)
}

function onlyOnce(args: Record<string, unknown>): true {
  const twice = Object.keys(args).find(
    (name) => Array.isArray(args[name]) && !repeatable.includes(name),
  )
  if (twice === undefined) return true
  throw new UsageError(`--${twice} is given more than once.`)
}

/** `--payload -` means standard input; the parser would take the dash for a word of its own. */
function dashesJoined(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  const ours = end === -1 ? argv : argv.slice(0, end)
  const joined = ours.flatMap((word, at) => {
    if (word === '-' && ours[at - 1] === '--payload') return []
    return word === '--payload' && ours[at + 1] === '-' ? ['--payload=-'] : [word]
  })
  return [...joined, ...argv.slice(ours.length)]
}
