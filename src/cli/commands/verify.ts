import { z } from 'zod'
import { KeySet } from '../../contract/grant.ts'
import type { JsonValue } from '../../contract/json.ts'
import { type GrantedAction, type VerifyGrantResult, verifyGrant } from '../../sdk/index.ts'
import { aligned } from '../aligned.ts'
import { type Cli, handled, type Session } from '../cli.ts'
import type { Desk } from '../desk.ts'
import { moment } from '../duration.ts'
import { exitCodes } from '../exit-codes.ts'
import { inert, inertJson } from '../inert.ts'
import { readFileBytes, readGiven, readStrictly } from '../read-input.ts'
import { type Flags, readUrl } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { auditOptions, verifyAudit } from './verify-audit.ts'

interface GrantArgs extends Flags {
  grant: string
  actionFile: string
  jwks: string
  issuer?: string | undefined
  at?: string | undefined
  json?: boolean | undefined
}

/** `countersign verify`: what anybody can check without asking Countersign. */
export function addVerify(cli: Cli, session: Session): Cli {
  return cli.command('verify', 'Check a proof, offline', (yargs) =>
    yargs
      .command(
        'grant <grant>',
        'Say whether a grant is authentic, in time, and for exactly this action',
        (grant) => grantOptions(grant as Cli),
        (args) => handled(session, verify, args),
      )
      .command(
        'audit <file>',
        'Say whether exported events contradict each other',
        (audit) => auditOptions(audit as Cli),
        (args) => handled(session, verifyAudit, args),
      )
      .demandCommand(1, 'Say what to check: verify grant GRANT, or verify audit FILE.'),
  )
}

function grantOptions(cli: Cli) {
  const text = { type: 'string', requiresArg: true } as const
  return cli
    .positional('grant', {
      type: 'string',
      demandOption: true,
      describe: 'The token, @FILE, or - for standard input',
    })
    .option('action-file', {
      ...text,
      demandOption: true,
      describe: 'The action as it would run: JSON with action, payload, resource ...',
    })
    .option('jwks', {
      ...text,
      demandOption: true,
      describe: 'The public keys: a file with what /.well-known/jwks.json answers',
    })
    .option('issuer', { ...text, describe: 'The PUBLIC_URL that is trusted. Default: the address' })
    .option('at', { ...text, describe: 'As of which moment: 2026-11-21T14:02:00Z. Default: now' })
    .option('json', { type: 'boolean', describe: 'Print the answer as JSON' })
    .example('$0 verify grant @grant.txt --action-file action.json --jwks jwks.json', '')
    .epilogue(
      'Exit codes: 0 good, 1 not. A good grant is evidence and no permission: whether it was used before or revoked is known to the service alone, which consuming it asks.',
    )
}

async function verify(desk: Desk, args: GrantArgs): Promise<number> {
  const issuer = args.issuer ?? readUrl(desk, args)
  if (issuer === null) throw new UsageError('Say with --issuer whose grants are trusted.')
  const grant = new TextDecoder().decode(await readGiven(desk, args.grant)).trim()
  const action = readAction(args.actionFile)
  const jwks = readKeys(args.jwks)
  const result = await verifyGrant(grant, action, { issuer, jwks, ...momentOf(args.at) })
  if (args.json === true) desk.stdout.write(`${inertJson(result)}\n`)
  else print(desk, result, issuer)
  return result.ok ? exitCodes.ok : exitCodes.failed
}

function momentOf(at: string | undefined): { now?: number } {
  if (at === undefined) return {}
  const now = Date.parse(at)
  if (Number.isNaN(now)) throw new UsageError(`--at must be a moment like 2026-11-21T14:02:00Z.`)
  return { now }
}

const part = z.string().nullish()
/** A proposal is an action with words around it, which no digest covers. */
const ActionFile = z.object({
  agent: z.string().optional(),
  action: z.string(),
  resource: part,
  environment: part,
  on_behalf_of: part,
})

function readAction(file: string): GrantedAction {
  const { value } = readStrictly(file, readFileBytes(file))
  const parts = ActionFile.safeParse(value)
  const payload = payloadOf(value)
  if (!parts.success || payload === undefined) {
    throw new UsageError(`${file} must be a JSON object with at least action and payload.`)
  }
  return { ...parts.data, payload }
}

function payloadOf(value: JsonValue): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value['payload']
    : undefined
}

function readKeys(file: string): KeySet {
  const { value } = readStrictly(file, readFileBytes(file))
  const keys = KeySet.safeParse(value)
  if (keys.success) return keys.data
  throw new UsageError(`${file} is no set of keys as /.well-known/jwks.json answers it.`)
}

const said: Record<Extract<VerifyGrantResult, { ok: false }>['code'], (issuer: string) => string> =
  {
    grant_invalid: (issuer) =>
      `It is not a grant of ${issuer}, under these keys. --issuer names the PUBLIC_URL that is trusted.`,
    grant_not_yours: () => 'It was given to another agent.',
    grant_expired: () => 'It is authentic, and its time is over.',
    action_mismatch: () => 'It is authentic, and for another action than this one.',
  }

function print({ stdout }: Desk, result: VerifyGrantResult, issuer: string): void {
  if (!result.ok) {
    stdout.write(`not good: ${said[result.code](inert(issuer))} (${result.code})\n`)
    return
  }
  const { grant } = result
  const until = moment(new Date(grant.exp * 1000).toISOString())
  const people = grant.approvals.map(({ person, group, surface, at }): [string, string] => [
    'approved',
    `${moment(at)}  ${inert(person)}${group === null ? '' : ` for ${inert(group)}`} (${surface})`,
  ])
  const rows: [string, string][] = [
    ['grant', grant.jti],
    ['request', grant.request],
    ['agent', grant.sub],
    ['action', inert(grant.authorization_details[0].action)],
    ['digest', grant.digest],
    ['policy', inert(grant.policy)],
    ...people,
    ['until', until],
  ]
  stdout.write(`good: authentic, in time, and for exactly this action\n${aligned(rows)}`)
}
