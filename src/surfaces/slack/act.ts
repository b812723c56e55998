import type { Clicker, DecideResult, MessageRef, PersonalVerbs } from '../../app/ports.ts'
import type { CardId, RequestId } from '../../contract/ids.ts'
import type { DecisionWord } from '../../contract/words.ts'
import type { Answer } from './answer.ts'
import type { Homes } from './homes.ts'
import type { Asker } from './interaction.ts'
import type { Log } from './log.ts'
import type { Who } from './origin.ts'
import type { ReadProfile } from './profile.ts'

/** What everything that people do in Slack stands on. */
export interface ActPorts {
  verbs: PersonalVerbs
  profiles: ReadProfile
  homes: Homes
  answer: (asker: Asker, answer: Answer) => Promise<void>
  /** The Home tab of whoever did something is brought up to date; never waited for. */
  refreshHome: (who: Who) => void
  log: Log
}

export interface Act extends Who {
  request: RequestId
  digest: string
  card: CardId | null
  decision: DecisionWord
  comment: string | null
  message: { key: string; ref: MessageRef } | null
}

export async function clickerOf(
  { profiles }: Pick<ActPorts, 'profiles'>,
  { account, home }: Who,
): Promise<Extract<Clicker, { kind: 'account' }>> {
  return { kind: 'account', account, profile: await profiles(account, home) }
}

/** Hands one decision to the rules. A message without its card is nothing that could follow the request. */
export async function decideAs(ports: ActPorts, act: Act): Promise<DecideResult> {
  const { request, digest, card, decision, comment, message } = act
  const result = await ports.verbs.decide({
    request,
    decision,
    digest,
    comment,
    surface: 'slack',
    clicker: await clickerOf(ports, act),
    message: message === null || card === null ? null : { card, ...message },
  })
  if (result.ok) {
    ports.refreshHome(act)
  }
  return result
}
