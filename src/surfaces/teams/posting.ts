import type {
  ConversationDesk,
  MessageRef,
  PostResult,
  SayResult,
  UpdateResult,
} from '../../app/ports.ts'
import type { CardId } from '../../contract/ids.ts'
import type { Card } from '../../core/card/card.ts'
import type { Destination, TeamsPlace } from '../../core/policy/policy.ts'
import type { Serial } from '../../core/serial.ts'
import { baseOf } from './activity.ts'
import { defaultServiceUrl } from './connection/allowed-hosts.ts'
import { TeamsError, type TeamsSettings, type Transport } from './connection/connection.ts'
import { failureOf, meansGone } from './connection/failure.ts'
import { renderCard } from './faces/card.ts'
import type { TeamsMessage } from './faces/message.ts'
import { renderPlain } from './faces/plain-message.ts'

export interface Postbox {
  transport: Transport
  settings: TeamsSettings
  conversations: ConversationDesk
  /** The tenants whose people and places we deal with. */
  allowedTenants: () => Promise<string[]>
  /** Teams refuses two writes at once into one conversation (412), so ours go one after another. */
  serial: Serial
}

/** Group chats have no threads: a card is simply their next message. */
const groupChat = /@thread\.v2$/

/** Posts one card into a channel as a thread of its own, or into a group chat. Never repeats anything. */
export async function postCard(
  postbox: Postbox,
  card: Card,
  destination: Destination,
  cardId: CardId,
): Promise<PostResult> {
  const place = destination.teams
  if (place === null) return { kind: 'refused', reason: 'no_channel' }
  const reach = await reachOf(postbox, place)
  if (reach.kind !== 'reached') return reach
  const { tenant, serviceUrl } = reach
  const message = renderCard(card, cardId, { kind: 'shared' })
  try {
    const posted = await postbox.serial(place.channel, () =>
      start(postbox.transport, { tenant, serviceUrl, channel: place.channel }, message),
    )
    return { kind: 'posted', ...messageAt({ tenant, serviceUrl, ...posted }) }
  } catch (error) {
    return failureOf(expected(error))
  }
}

/** Rewrites a posted card from the card alone. Teams loses sight of a message now and then, so it is asked twice. */
export async function updateCard(
  { transport, serial }: Postbox,
  card: Card,
  ref: MessageRef,
  cardId: CardId,
): Promise<UpdateResult> {
  const at = placeOf(ref)
  if (at === null) return { kind: 'refused', reason: 'no_message' }
  const message = renderCard(card, cardId, { kind: 'shared' })
  const update = () => transport.update(at, message)
  try {
    await serial(baseOf(at.conversation), () =>
      update().catch((error: unknown) => (meansGone(expected(error)) ? update() : reject(error))),
    )
    return { kind: 'updated' }
  } catch (error) {
    const failed = expected(error)
    return meansGone(failed) ? { kind: 'gone' } : failureOf(failed)
  }
}

/** Whether a message stands in the channel or group chat of a destination. */
export function standsIn(ref: MessageRef, { teams }: Destination): boolean {
  const at = placeOf(ref)
  return at !== null && teams !== null && baseOf(at.conversation) === teams.channel
}

/** Puts one sentence of ours in the place of a message. */
export async function retireMessage(
  { transport, serial }: Pick<Postbox, 'transport' | 'serial'>,
  ref: MessageRef,
  sentence: string,
): Promise<UpdateResult> {
  const at = placeOf(ref)
  if (at === null) return { kind: 'refused', reason: 'no_message' }
  try {
    const message = renderPlain([sentence], null)
    await serial(baseOf(at.conversation), () => transport.update(at, message))
    return { kind: 'updated' }
  } catch (error) {
    const failed = expected(error)
    return meansGone(failed) ? { kind: 'gone' } : failureOf(failed)
  }
}

/** Adds a message under a card: in a channel to its thread, elsewhere to the conversation. */
export async function replyTo(
  { transport, serial }: Postbox,
  message: TeamsMessage,
  ref: MessageRef,
): Promise<SayResult> {
  const at = placeOf(ref)
  if (at === null) return { kind: 'refused', reason: 'no_message' }
  return said(serial(baseOf(at.conversation), () => transport.send(at, message)))
}

/** What became of a message that nothing has to find again. */
export async function said(sending: Promise<unknown>): Promise<SayResult> {
  try {
    await sending
    return { kind: 'said' }
  } catch (error) {
    return failureOf(expected(error))
  }
}

/** Where a message is, as an update wants it, and the key by which it is known from a click. */
export function messageAt(at: {
  tenant: string
  serviceUrl: string
  conversation: string
  activity: string
}): { key: string; ref: MessageRef } {
  return { key: `${baseOf(at.conversation)}:${at.activity}`, ref: { ...at } }
}

type Reach =
  | { kind: 'reached'; tenant: string; serviceUrl: string }
  | Extract<PostResult, { kind: 'refused' }>

async function reachOf(postbox: Postbox, place: TeamsPlace): Promise<Reach> {
  const { conversations, settings } = postbox
  const { team, channel } = place
  const tenants = await postbox.allowedTenants()
  const known = await conversations.channel({
    surface: 'teams',
    tenant: place.tenant,
    prefer: settings.tenant,
    team,
    channel,
  })
  const tenant = place.tenant ?? known?.tenant ?? settings.tenant
  if (!tenants.includes(tenant)) return { kind: 'refused', reason: 'tenant_not_allowed' }
  return { kind: 'reached', tenant, serviceUrl: known?.serviceUrl ?? defaultServiceUrl(settings) }
}

async function start(
  transport: Transport,
  at: { tenant: string; serviceUrl: string; channel: string },
  message: TeamsMessage,
): Promise<{ conversation: string; activity: string }> {
  if (!groupChat.test(at.channel)) return transport.startThread(at, message)
  const { serviceUrl, channel: conversation } = at
  const { activity } = await transport.send({ serviceUrl, conversation }, message)
  return { conversation, activity }
}

function placeOf({ serviceUrl, conversation, activity }: MessageRef) {
  if (serviceUrl === undefined || conversation === undefined || activity === undefined) return null
  return { serviceUrl, conversation, activity }
}

/** Whatever is no failure of Teams is a fault of ours, and is not swallowed. */
function expected(error: unknown): TeamsError {
  if (error instanceof TeamsError) return error
  throw error
}

function reject(error: unknown): never {
  throw error
}
