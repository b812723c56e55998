import type { RequestStatus } from '../../contract/words.ts'
import type { Card, Offer } from './card.ts'

/**
 * What a request offers. Approve never stands beside a cut, since whoever approves has to have seen the
 * whole, unless every rule that asked says that it may (`approve_when_cut`). Deny always stays.
 */
export function offersOf(
  status: RequestStatus,
  isWhole: boolean,
  approveWhenCut: boolean,
): Offer[] {
  if (status !== 'pending') return []
  if (isWhole) return ['approve', 'deny']
  return approveWhenCut ? ['approve', 'review', 'deny'] : ['review', 'deny']
}

/** The same where a surface's own limits may have cut more than the card knows of. */
export function offersBeside(
  card: Pick<Card, 'offers' | 'approveWhenCut'>,
  isWhole: boolean,
): Offer[] {
  const { offers, approveWhenCut } = card
  if (isWhole || offers.includes('review')) return offers
  const cut: Offer[] = approveWhenCut ? ['approve', 'review'] : ['review']
  return offers.flatMap((offer) => (offer === 'approve' ? cut : [offer]))
}
