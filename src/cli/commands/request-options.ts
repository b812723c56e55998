import type { ArgumentsCamelCase, Argv } from 'yargs'
import type { Cli } from '../cli.ts'

const exits = [
  'Exit codes: 0 approved, 3 denied, 4 expired, 5 cancelled, 1 error, 130 interrupted; its own where a command was run.',
  '',
  [
    'With -- the command is part of what is approved: the payload is {"command": [...]}, or the payload that you give',
    'must say the same as its member "command". It runs once, after its grant was consumed: without a shell, without',
    'standard input unless --stdin is given, and without COUNTERSIGN_TOKEN.',
  ].join(' '),
].join('\n')

export function requestOptions(cli: Cli) {
  return aboutWaiting(aboutTheAction(cli))
    .example(
      `$0 request --action data.export --payload '{"rows": 10412}' --timeout 15m`,
      'Propose and wait',
    )
    .example('$0 request --action db.migrate --resource db/prod -- ./migrate.sh', 'Ask, then run')
    .example(
      '$0 request --action mail.send --payload @mail.json --json | jq .status',
      'In a script',
    )
    .epilogue(exits)
}

function aboutTheAction(cli: Cli) {
  const text = { type: 'string', requiresArg: true } as const
  return cli
    .option('action', { ...text, demandOption: true, describe: 'What kind of action: data.export' })
    .option('payload', {
      ...text,
      describe: 'What will be executed, as JSON: itself, @FILE, or - for standard input',
    })
    .option('resource', { ...text, describe: 'What it acts on' })
    .option('environment', { ...text, describe: 'Where: production' })
    .option('summary', { ...text, describe: 'One line for the card' })
    .option('reason', { ...text, describe: 'Why, for whoever decides' })
    .option('label', { ...text, array: true, describe: 'A word about it; may be repeated' })
    .option('on-behalf-of', { ...text, describe: 'The e-mail of the person that it is for' })
    .option('expires-in', { ...text, describe: 'A nearer deadline than the policy has: 15m' })
}

function aboutWaiting<Known>(cli: Argv<Known>) {
  const text = { type: 'string', requiresArg: true } as const
  return cli
    .option('idempotency-key', {
      ...text,
      describe: 'The same key and action is the same request, also after a crash',
    })
    .option('timeout', {
      ...text,
      describe: 'How long to wait in all: 90s, 15m. Default: to the deadline; 30s to be accepted',
    })
    .option('json', {
      type: 'boolean',
      describe: 'Print the settled request as JSON, and only that',
    })
    .option('quiet', { type: 'boolean', describe: 'Say nothing but errors' })
    .option('cancel-on-interrupt', {
      type: 'boolean',
      describe: 'Ctrl-C cancels the request; without it the request stays pending',
    })
    .option('stdin', {
      type: 'boolean',
      describe: 'Let the command read standard input, which nobody approved',
    })
}

type Options = ReturnType<typeof requestOptions> extends Argv<infer Known> ? Known : never
export type RequestArgs = ArgumentsCamelCase<Options> & { '--'?: string[] }
