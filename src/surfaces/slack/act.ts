import type { Account, Clicker, DecideResult, MessageRef, PersonalVerbs } from '../../app/ports.ts'
import type { CardId, RequestId } from '../../contract/ids.ts'
import type { DecisionWord } from '../../contract/words.ts'
import type { Answer } from './answer.ts'
import type { ClientsOf } from './clients.ts'
import type { Asker } from './interaction.ts'
import type { Log } from './log.ts'
import type { ReadProfile } from './profile.ts'

/** What everything that people do in Slack stands on. */
export interface ActPorts {
  verbs: PersonalVerbs
  profiles: ReadProfile
  clients: ClientsOf
  answer: (asker: Asker, answer: Answer) => Promise<void>
  /** The Home tab of whoever did something is brought up to date; never waited for. */
  refreshHome: (person: Pick<Asker, 'team' | 'user'>, account: Account) => void
  log: Log
}

export interface Act {
  request: RequestId
  digest: string
  card: CardId | null
  decision: DecisionWord
  comment: string | null
  account: Account
  message: { key: string; ref: MessageRef } | null
}

export async function clickerOf(
  { profiles }: Pick<ActPorts, 'profiles'>,
  account: Account,
): Promise<Extract<Clicker, { kind: 'account' }>> {
  return { kind: 'account', account, profile: await profiles(account) }
}

/** Hands one decision to the rules. A message without its card is nothing that could follow the request. */
export async function decideAs(ports: ActPorts, asker: Asker, act: Act): Promise<DecideResult> {
  const { request, digest, card, decision, comment, account, message } = act
  const result = await ports.verbs.decide({
    request,
    decision,
    digest,
    comment,
    surface: 'slack',
    clicker: await clickerOf(ports, account),
    message: message === null || card === null ? null : { card, ...message },
  })
  if (result.ok) {
    ports.refreshHome(asker, account)
  }
  return result
}
