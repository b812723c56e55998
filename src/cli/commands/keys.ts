import { aligned } from '../aligned.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import type { Desk } from '../desk.ts'
import { moment, readSeconds } from '../duration.ts'
import { exitCodes } from '../exit-codes.ts'
import { inertJson } from '../inert.ts'
import { changeKeyFile, createKeyFile, readKeyText } from '../key-file.ts'
import { keyFileText, newSigningKey, readSigningKeys, rotated, standings } from '../signing-keys.ts'
import { UsageError } from '../usage-error.ts'

interface FileArgs {
  file: string
  json?: boolean | undefined
}

interface RotateArgs extends FileArgs {
  overlap: string
  keep: string
  force?: boolean | undefined
}

/** Executors keep public keys for some minutes, and must know a key before the first grant is signed with it. */
const overlapSecondsMin = 600

/** `countersign keys`: the file that SIGNING_KEY_FILE names. It calls no service; a running one reads the file again. */
export function addKeys(cli: Cli, session: Session): Cli {
  return cli.command(
    'keys',
    'Make, rotate and list the keys that grants are signed with',
    (yargs) =>
      [addNew, addRotate, addList]
        .reduce((built, add) => add(built, session), yargs as Cli)
        .demandCommand(1, 'Say what to do: keys new, rotate or list.'),
  )
}

const fileOption = {
  type: 'string',
  requiresArg: true,
  demandOption: true,
  describe: 'The file that SIGNING_KEY_FILE names',
} as const
const jsonOption = {
  type: 'boolean',
  describe: 'Print the keys as JSON, without the secrets',
} as const

function addNew(cli: Cli, session: Session): Cli {
  return cli.command(
    'new',
    'Make a key file with one key, for its owner alone',
    (yargs) =>
      yargs
        .option('file', fileOption)
        .option('json', jsonOption)
        .example('$0 keys new --file signing-keys.json', 'Before the first start'),
    (args) => handled(session, create, args),
  )
}

function addRotate(cli: Cli, session: Session): Cli {
  return cli.command(
    'rotate',
    'Add a key that signs after an overlap, and drop keys that are long past',
    (yargs) =>
      yargs
        .option('file', fileOption)
        .option('overlap', {
          type: 'string',
          requiresArg: true,
          default: '1h',
          describe: 'How long the new key is published before it signs; 10m at least',
        })
        .option('keep', {
          type: 'string',
          requiresArg: true,
          default: '1d',
          describe: 'How long a past key is still published after the next began to sign',
        })
        .option('force', {
          type: 'boolean',
          describe: 'Allow a shorter overlap, or another key while one is still to come',
        })
        .option('json', jsonOption)
        .example('$0 keys rotate --file signing-keys.json', 'Every few months')
        .example('$0 keys rotate --file signing-keys.json --overlap 0s --force', 'A key leaked')
        .epilogue('A single key in the file, PEM or JWK, is converted on the way.'),
    (args) => handled(session, rotate, args),
  )
}

function addList(cli: Cli, session: Session): Cli {
  return cli.command(
    'list',
    'List the keys of a file, never the secrets',
    (yargs) =>
      yargs
        .option('file', fileOption)
        .option('json', jsonOption)
        .example('$0 keys list --file signing-keys.json', 'Which one signs?'),
    (args) => handled(session, list, args),
  )
}

async function create(desk: Desk, args: FileArgs): Promise<number> {
  createKeyFile(args.file, keyFileText([await newSigningKey(new Date())]))
  return list(desk, args)
}

async function rotate(desk: Desk, args: RotateArgs): Promise<number> {
  const overlap = readSeconds('--overlap', args.overlap)
  const keepMs = readSeconds('--keep', args.keep) * 1000
  if (overlap < overlapSecondsMin && args.force !== true) {
    throw new UsageError(
      'Executors keep public keys for some minutes: --overlap must be 10m at least, or give --force.',
    )
  }
  const now = new Date()
  await changeKeyFile(args.file, async (text) => {
    const keys = await readSigningKeys(text)
    if (args.force !== true && standings(keys, now).some(({ standing }) => standing === 'next')) {
      throw new UsageError(
        'A key of this file is still to come. Wait until it signs, or give --force.',
      )
    }
    const fresh = await newSigningKey(new Date(now.getTime() + overlap * 1000))
    return keyFileText(rotated(keys, fresh, { now, keepMs }))
  })
  return list(desk, args)
}

async function list({ stdout }: Desk, { file, json }: FileArgs): Promise<number> {
  const keys = await readSigningKeys(readKeyText(file))
  const shown = standings(keys, new Date()).map(({ key, standing }) => ({
    kid: key.kid,
    standing,
    from: key.from,
  }))
  if (json === true) stdout.write(`${inertJson({ keys: shown })}\n`)
  else {
    const rows = shown.map(({ kid, standing, from }) => [kid, standing, moment(from)])
    stdout.write(aligned([['KEY', 'STANDING', 'SIGNS FROM'], ...rows]))
  }
  return exitCodes.ok
}
