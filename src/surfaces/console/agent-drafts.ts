/** What the forms of agents say, as messages of the API's contract, and its refusals as sentences for each field. */
import { AgentBody, AgentPatch, type Owner, TrustBody } from '../../contract/agent.ts'
import type { Fault } from '../../contract/errors.ts'
import { issuesToFaults } from '../../contract/faults.ts'
import {
  claimCharsMax,
  issuerCharsMax,
  nameCharsMax,
  ownersCountMax,
} from '../../contract/limits.ts'
import { shorten } from '../../core/inert/shorten.ts'
import { oneLine } from '../../core/inert/visible.ts'
import type { AgentDraft } from './pages/new-agent-page.tsx'
import type { TrustDraft } from './parts/agent-trusts.tsx'
import type { Draft } from './parts/field.tsx'

type Read<Message, Refused> = { ok: true; message: Message } | { ok: false; draft: Refused }

/** So many owners that are none are named; more are no help. */
const namedCountMax = 3
const namedCharsMax = 60

const nameFault = `A name has 1 to ${nameCharsMax} letters, digits, dots, dashes and underscores, and begins with a letter or a digit.`

/** The form of a new agent. */
export function readAgent(form: unknown): Read<AgentBody, AgentDraft> {
  const values = {
    name: textIn(form, 'name'),
    owners: textIn(form, 'owners'),
    kind: textIn(form, 'kind'),
  }
  const body = { ...values, owners: ownersIn(values.owners) }
  const read = AgentBody.safeParse(body)
  if (read.success) return { ok: true, message: read.data }
  const faults = issuesToFaults(read.error.issues, body)
  const owners = ownersFault(values.owners, faults)
  return {
    ok: false,
    draft: {
      values,
      faults: {
        ...(faults.some(({ pointer }) => pointer === '/name') ? { name: nameFault } : {}),
        ...(owners === null ? {} : { owners }),
        ...(faults.some(({ pointer }) => pointer === '/kind') ? { kind: 'Choose one.' } : {}),
      },
    },
  }
}

/** The form of an agent's owners. */
export function readOwners(form: unknown): Read<Owner[], Draft<'owners'>> {
  const text = textIn(form, 'owners')
  const patch = { owners: ownersIn(text) }
  const read = AgentPatch.required({ owners: true }).safeParse(patch)
  if (read.success) return { ok: true, message: read.data.owners }
  return { ok: false, draft: refusedOwners(text, issuesToFaults(read.error.issues, patch)) }
}

/** Owners as they were written, with why they are refused. */
export function refusedOwners(text: string, faults: Fault[]): Draft<'owners'> {
  const owners = ownersFault(text, faults)
  return { values: { owners: text }, faults: owners === null ? {} : { owners } }
}

function ownersFault(text: string, faults: Fault[]): string | null {
  const found = faults.filter(({ pointer }) => /^\/owners(\/|$)/.test(pointer))
  if (found.length === 0) return null
  const lines = linesOf(text)
  if (lines.length === 0) return 'An agent has at least one owner.'
  const wrong = [...new Set(found.map(({ pointer }) => pointer.split('/')[2]))].flatMap((index) =>
    index === undefined ? [] : [lines[Number(index)] ?? ''],
  )
  if (wrong.length === 0)
    return `An agent has at most ${ownersCountMax} owners. A group counts as one.`
  const named = wrong
    .slice(0, namedCountMax)
    .map((line) => `“${shorten(oneLine(line), namedCharsMax)}”`)
  const more = wrong.length - named.length
  const all = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
  const verb = wrong.length === 1 ? 'is no e-mail and no group' : 'are no e-mails and no groups'
  return `${all} ${verb} of the policy in force.`
}

/** A group's name never has an `@`, and an e-mail always has one. */
function ownersIn(text: string): unknown[] {
  return linesOf(text).map((line) => (line.includes('@') ? line : { group: line }))
}

function linesOf(text: string): string[] {
  return text
    .split(/[\r\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

const trustFields = ['issuer', 'audience', 'subject', 'jwks_url'] as const

/** The form of a trust. What is left empty there is left out of the message. */
export function readTrust(form: unknown): Read<TrustBody, TrustDraft> {
  const values = {
    issuer: textIn(form, 'issuer').trim(),
    audience: textIn(form, 'audience').trim(),
    subject: textIn(form, 'subject').trim(),
    jwks_url: textIn(form, 'jwks_url').trim(),
  }
  const { jwks_url: keys, ...needed } = values
  const body = keys === '' ? needed : values
  const read = TrustBody.safeParse(body)
  if (read.success) return { ok: true, message: read.data }
  const faults = trustFields.flatMap((name) => {
    const isWrong = read.error.issues.some(({ path }) => path[0] === name)
    return isWrong ? [[name, shapeFault(name, values[name])]] : []
  })
  return { ok: false, draft: { values, faults: Object.fromEntries(faults) } }
}

function shapeFault(name: (typeof trustFields)[number], value: string): string {
  if (value === '') return 'This is needed.'
  return name === 'issuer' || name === 'jwks_url'
    ? `This has to be an https URL of at most ${issuerCharsMax} characters.`
    : `This has at most ${claimCharsMax} characters, all of them visible.`
}

/** What the API would say of a trust, beside the field that it is about: the subject where it names none. */
export function refusedTrust(
  body: TrustBody,
  { detail, errors }: { detail: string; errors: Fault[] },
): TrustDraft {
  const faults = errors.map((one) => [one.pointer.slice(1), `This ${one.detail}.`])
  return {
    values: { ...body, jwks_url: body.jwks_url ?? '' },
    faults: faults.length === 0 ? { subject: detail } : Object.fromEntries(faults),
  }
}

function textIn(form: unknown, name: string): string {
  const value: unknown = typeof form === 'object' && form !== null ? Reflect.get(form, name) : ''
  return typeof value === 'string' ? value : ''
}
