import type { DecisionRefusal } from '../contract/errors.ts'
import { neededWords } from './needed.ts'
import type { Need } from './policy/policy.ts'

/** What a refusal's sentence may speak of. */
export interface RefusalContext {
  agent: string
  action: string
  status: string
  open: Need[]
  url: string
}

const sentences: Record<DecisionRefusal, (context: RefusalContext) => string> = {
  not_found: () => 'This request does not exist here, or it is not yours to see.',
  digest_mismatch: () =>
    'What you were shown is not what this request holds. Open the full request and look again.',
  already_decided: ({ status }) => `This request is already ${status}. Nothing was changed.`,
  self_approval: ({ agent, open }) =>
    `This is your own action: you own ${agent}, made its key, or it acts for you. So somebody else has to decide this.${stillNeeded(open)}`,
  not_an_approver: ({ open }) =>
    `You are in none of the groups that this request asks, so your click was not counted.${stillNeeded(open)}`,
  comment_required: ({ url }) =>
    `The policy wants a comment with this decision. Please decide at ${url}`,
  need_already_met: ({ open }) =>
    `What you could approve is already approved by others.${stillNeeded(open)}`,
  identity_unavailable: () =>
    'We could not check who you are just now, so nothing was decided. Please click again.',
  identity_not_trusted: () =>
    'We do not know which person this account belongs to. Ask whoever keeps the policy to trust this workspace or tenant and your e-mail domain under "identities".',
  account_refused: () =>
    'Guests, bots, deactivated accounts and people from other organisations cannot decide here. Use your own full account.',
}

/** What somebody reads who has done their part while others are still needed. */
export const alreadyApprovedSentence =
  'You have approved this already. Others are still needed; you may still deny it.'

/** Says to one person why their decision was refused, and what would help (CARD.md). */
export function refusalSentence(code: DecisionRefusal, context: RefusalContext): string {
  return sentences[code](context)
}

function stillNeeded(open: Need[]): string {
  return open.length === 0 ? '' : ` Still needed: ${neededWords(open)}.`
}
