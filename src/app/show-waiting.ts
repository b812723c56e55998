import type { DecisionRefusal } from '../contract/errors.ts'
import { groupsOf } from '../core/authority.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import type { PersonRecord } from '../core/record.ts'
import { refusalSentence } from '../core/sentences.ts'
import { type CardDeps, cardOf } from './card-of.ts'
import { type IdentifyDeps, identify } from './identify.ts'
import type { Cards, Clicker, People, Requests, ShowWaiting, WaitingCards } from './ports.ts'
import { type RightsDeps, rightsOf } from './rights-of.ts'

export interface WaitingDeps extends CardDeps, RightsDeps, IdentifyDeps {
  people: Pick<People, 'byEmail' | 'link' | 'byAccount' | 'read'>
  requests: Pick<Requests, 'queue'>
  cards: Pick<Cards, 'personal'>
  now: () => Promise<Date>
}

/**
 * What waits for whoever asks in a chat, the nearest deadline first: as cards to be sent to them alone. Asking is an
 * act of theirs, so an account that the policy trusts is linked by it, as by a click.
 */
export async function showWaiting(
  deps: WaitingDeps,
  { surface, clicker, payloadCharsMax, countMax }: Parameters<ShowWaiting>[0],
): Promise<WaitingCards> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  const policy = await deps.policies.compiled(inForce.version)
  const now = await deps.now()
  const who = await whoAsks(deps, clicker, policy, now)
  if (typeof who === 'string') return { kind: 'unknown', sentence: sentenceOf(who) }

  const ownAllowed = policy.policy.selfApproval === 'allowed_in_development'
  const { requests, more } = await deps.requests.queue({
    groups: groupsOf(who, policy.policy),
    notOf: ownAllowed ? null : who.id,
    undecidedBy: who.id,
    limit: countMax,
  })
  const cards = await Promise.all(
    requests.map(async (request) => ({
      card: (await cardOf(deps, request, payloadCharsMax)).card,
      cardId: await deps.cards.personal({ request: request.id, surface, id: deps.newId('crd') }),
      may: rightsOf(deps, { request, person: who, policy, now }),
      version: request.version,
    })),
  )
  return { kind: 'known', person: who.id, cards, more }
}

async function whoAsks(
  deps: WaitingDeps,
  clicker: Clicker,
  { policy }: CompiledPolicy,
  now: Date,
): Promise<PersonRecord | DecisionRefusal> {
  const person = await read(deps, clicker)
  const identified = await identify(deps, clicker, { person, now }, policy)
  if (!identified.ok) return identified.code
  const known = person ?? (await read(deps, clicker))
  return known === null || known.record.disabled ? 'account_refused' : known.record
}

async function read({ people }: WaitingDeps, clicker: Clicker) {
  if (clicker.kind === 'account') return people.byAccount(clicker.account)
  const record = await people.read(clicker.person)
  return record === null ? null : { record, identity: clicker.identity }
}

function sentenceOf(code: DecisionRefusal): string {
  return refusalSentence(code, { agent: '', action: '', status: '', open: [], url: '' })
}
