import type { WebClient } from '@slack/web-api'
import type { MessageRef, PostResult, UpdateResult } from '../../app/ports.ts'
import type { CardId } from '../../contract/ids.ts'
import type { Card } from '../../core/card/card.ts'
import type { Destination } from '../../core/policy/policy.ts'
import { renderCard } from './card.ts'
import { messageAt } from './click.ts'
import { escapeText } from './clip.ts'
import { type Failure, failureOf, meansGone } from './failure.ts'
import { paragraph, plain, richText } from './rich-text.ts'
import type { Workspace } from './workspace.ts'

/** Nothing in a message may fetch a page or turn into a mention by itself. */
export const inert = {
  unfurl_links: false,
  unfurl_media: false,
  link_names: false,
  parse: 'none',
} as const

export interface Postbox {
  client: WebClient
  workspace: Workspace
}

/** Posts one card into the channel of a destination. Never waits and never repeats. */
export async function postCard(
  { client, workspace }: Postbox,
  card: Card,
  destination: Destination,
  cardId: CardId,
): Promise<PostResult> {
  const place = destination.slack
  if (place === null) {
    return { kind: 'refused', reason: 'no_channel' }
  }
  const wrong = place.team === null ? null : await wrongWorkspace(workspace, place.team)
  if (wrong !== null) {
    return wrong
  }
  try {
    const { text, blocks } = renderCard(card, cardId)
    const posted = await client.chat.postMessage({ channel: place.channel, text, blocks, ...inert })
    return posted.ts === undefined
      ? { kind: 'later', reason: 'not_slack', afterSeconds: null }
      : { kind: 'posted', ...messageAt(posted.channel ?? place.channel, posted.ts) }
  } catch (error) {
    return failureOf(error)
  }
}

/** Rewrites a posted card from the card alone: what stood there before does not matter. */
export async function updateCard(
  { client }: Postbox,
  card: Card,
  ref: MessageRef,
  cardId: CardId,
): Promise<UpdateResult> {
  const { channel, ts } = ref
  if (channel === undefined || ts === undefined) {
    return { kind: 'refused', reason: 'no_message' }
  }
  const { text, blocks } = renderCard(card, cardId)
  try {
    await client.chat.update({ channel, ts, text, blocks, link_names: false, parse: 'none' })
    return { kind: 'updated' }
  } catch (error) {
    const failure = failureOf(error)
    return meansGone(failure) ? { kind: 'gone' } : failure
  }
}

/** Why nothing can be posted for a workspace; null for the one that the bot is installed in. */
export async function wrongWorkspace(workspace: Workspace, team: string): Promise<Failure | null> {
  const ours = await workspace.team()
  if (ours === null) {
    return { kind: 'later', reason: 'unreachable', afterSeconds: null }
  }
  return ours === team ? null : { kind: 'refused', reason: 'not_installed_there' }
}

/** Whether a message stands in the channel of a destination. */
export function standsIn({ channel }: MessageRef, { slack }: Destination): boolean {
  return slack !== null && channel === slack.channel
}

/** Puts one sentence of ours in the place of a message. */
export async function retireMessage(
  { client }: Postbox,
  { channel, ts }: MessageRef,
  sentence: string,
): Promise<UpdateResult> {
  if (channel === undefined || ts === undefined) {
    return { kind: 'refused', reason: 'no_message' }
  }
  const blocks = [richText('cs_retired', [paragraph([[plain(sentence)]])])]
  try {
    await client.chat.update({ channel, ts, text: escapeText(sentence), blocks, parse: 'none' })
    return { kind: 'updated' }
  } catch (error) {
    const failure = failureOf(error)
    return meansGone(failure) ? { kind: 'gone' } : failure
  }
}
