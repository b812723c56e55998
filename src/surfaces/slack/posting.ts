import type { MessageRef, PostResult, UpdateResult } from '../../app/ports.ts'
import type { CardId } from '../../contract/ids.ts'
import type { Card } from '../../core/card/card.ts'
import type { Destination } from '../../core/policy/policy.ts'
import { renderCard, type SlackMessage } from './card.ts'
import { escapeText } from './clip.ts'
import { type Failure, failureOf, meansGone, meansUnfit } from './failure.ts'
import type { Homes } from './homes.ts'
import { renderLeastCard } from './least-card.ts'
import { messageAt } from './message-at.ts'
import { paragraph, plain, richText } from './rich-text.ts'

/** Nothing in a message may fetch a page or turn into a mention by itself. */
export const inert = {
  unfurl_links: false,
  unfurl_media: false,
  link_names: false,
  parse: 'none',
} as const

export interface Postbox {
  homes: Homes
}

/** Posts one card into the channel of a destination. Never waits and never repeats. */
export async function postCard(
  { homes }: Postbox,
  card: Card,
  { slack: place }: Destination,
  cardId: CardId,
): Promise<PostResult> {
  if (place === null) {
    return { kind: 'refused', reason: 'no_channel' }
  }
  const home = await homes.of(place.team)
  if (home.kind !== 'home') {
    return home
  }
  const { channel } = place
  return showSmaller(card, cardId, async ({ text, blocks }) => {
    const { background } = home.clients
    const posted = await background.chat.postMessage({ channel, text, blocks, ...inert })
    // Another workspace may install the app before this message is rewritten.
    const at = place.team ?? home.installed
    return posted.ts === undefined
      ? { kind: 'later', reason: 'not_slack', afterSeconds: null }
      : { kind: 'posted', ...messageAt(posted.channel ?? channel, posted.ts, at) }
  })
}

/** Rewrites a posted card from the card alone: what stood there before does not matter. */
export async function updateCard(
  { homes }: Postbox,
  card: Card,
  { channel, ts, home: at }: MessageRef,
  cardId: CardId,
): Promise<UpdateResult> {
  if (channel === undefined || ts === undefined) {
    return { kind: 'refused', reason: 'no_message' }
  }
  const home = await homes.of(at ?? null)
  if (home.kind !== 'home') {
    return home
  }
  const result = await showSmaller(card, cardId, async ({ text, blocks }) => {
    const { background } = home.clients
    await background.chat.update({ channel, ts, text, blocks, link_names: false, parse: 'none' })
    return { kind: 'updated' as const }
  })
  return result.kind === 'refused' && meansGone(result) ? { kind: 'gone' } : result
}

/** A card is never lost because it is too big or too odd for Slack: then its least form is shown instead. */
async function showSmaller<Shown>(
  card: Card,
  cardId: CardId,
  show: (message: SlackMessage) => Promise<Shown>,
): Promise<Shown | Failure> {
  try {
    return await show(renderCard(card, cardId))
  } catch (error) {
    const failure = failureOf(error)
    if (!meansUnfit(failure)) return failure
  }
  try {
    return await show(renderLeastCard(card, cardId))
  } catch (error) {
    return failureOf(error)
  }
}

/** Whether a message stands in the channel of a destination. */
export function standsIn({ channel }: MessageRef, { slack }: Destination): boolean {
  return slack !== null && channel === slack.channel
}

/** Puts one sentence of ours in the place of a message. */
export async function retireMessage(
  { homes }: Postbox,
  { channel, ts, home: at }: MessageRef,
  sentence: string,
): Promise<UpdateResult> {
  if (channel === undefined || ts === undefined) {
    return { kind: 'refused', reason: 'no_message' }
  }
  const home = await homes.of(at ?? null)
  if (home.kind !== 'home') {
    return home
  }
  const blocks = [richText('cs_retired', [paragraph([[plain(sentence)]])])]
  try {
    const { chat } = home.clients.background
    await chat.update({ channel, ts, text: escapeText(sentence), blocks, parse: 'none' })
    return { kind: 'updated' }
  } catch (error) {
    const failure = failureOf(error)
    return meansGone(failure) ? { kind: 'gone' } : failure
  }
}
