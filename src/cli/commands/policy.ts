import { policyBytesMax } from '../../contract/limits.ts'
import type { PolicyCheck } from '../../contract/policy.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import { connect } from '../connect.ts'
import type { Desk } from '../desk.ts'
import { exitCodes } from '../exit-codes.ts'
import { inert, inertJson } from '../inert.ts'
import { readFileBytes } from '../read-input.ts'
import type { Flags } from '../settings.ts'
import { UsageError } from '../usage-error.ts'

interface CheckArgs extends Flags {
  file: string
  json?: boolean | undefined
}

/** `countersign policy check`: the service reads a policy file as it would at its start, and changes nothing. */
export function addPolicy(cli: Cli, session: Session): Cli {
  return cli.command('policy', 'Check a policy file', (yargs) =>
    yargs
      .command(
        'check <file>',
        'Say what is wrong with a policy file, with line and column',
        (check) =>
          check
            .positional('file', {
              type: 'string',
              demandOption: true,
              describe: 'The file, or - for standard input',
            })
            .option('json', { type: 'boolean', describe: 'Print the answer as JSON' })
            .example('$0 policy check policy.yaml', 'Before it is put in force')
            .epilogue(
              'Exit codes: 0 valid, 1 faults or an error. It needs a token that administers.',
            ),
        (args) => handled(session, check, args),
      )
      .demandCommand(1, 'Say what to do: policy check FILE.'),
  )
}

async function check(desk: Desk, args: CheckArgs): Promise<number> {
  const bytes =
    args.file === '-' ? await desk.readStdin() : readFileBytes(args.file, policyBytesMax)
  const result = await connect(desk, args).call<PolicyCheck>('POST', 'v1/policy/check', {
    body: { yaml: textOf(args.file, bytes) },
    repeat: true,
  })
  if (args.json === true) desk.stdout.write(`${inertJson(result)}\n`)
  else print(desk, args.file, result)
  return result.valid ? exitCodes.ok : exitCodes.failed
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UsageError(`${file} is not UTF-8.`)
  }
}

/** As compilers write it, so that editors find the place. */
function print({ stdout, stderr }: Desk, file: string, result: PolicyCheck): void {
  if (result.valid) {
    stdout.write(`${inert(file)} is valid: ${result.version}\n`)
    for (const warning of result.warnings) stderr.write(`warning: ${inert(warning)}\n`)
    return
  }
  for (const { line, column, path, detail } of result.faults) {
    const where = path === '' ? '' : `${inert(path)}: `
    stdout.write(`${inert(file)}:${line}:${column}: ${where}${inert(detail)}\n`)
  }
}
