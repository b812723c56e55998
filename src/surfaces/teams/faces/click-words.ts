import { z } from 'zod'
import { CardId, RequestId } from '../../../contract/ids.ts'
import { Digest } from '../../../contract/words.ts'

/** The verbs of our cards. Teams sends them back for as long as any old card is on a screen. */
export const verbs = {
  approve: 'countersign.approve',
  deny: 'countersign.deny',
  refresh: 'countersign.refresh',
} as const

/** The ids of a card's inputs: Teams merges what was typed into the action's `data` under them. */
export const inputIds = { comment: 'comment', reason: 'reason' } as const

/** What an action carries: request, digest and card. The digest ties the click to what was shown. */
export const ActionWords = z.object({ r: RequestId, d: Digest, c: CardId })
export type ActionWords = z.infer<typeof ActionWords>
