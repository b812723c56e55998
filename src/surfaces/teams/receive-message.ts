import type { ChatVerbs, Clicker } from '../../app/ports.ts'
import type { Activity } from './activity.ts'
import { renderCard } from './faces/card.ts'
import { payloadCharsMax } from './faces/limits.ts'
import type { TeamsMessage } from './faces/message.ts'
import { renderPlain } from './faces/plain-message.ts'
import { messageAt } from './posting.ts'
import type { ReadClicker } from './profile.ts'

/** So many cards at once; more would push the first ones out of sight. */
const cardsCountMax = 10

type Message = Extract<Activity, { kind: 'message' }>

export interface MessagePorts {
  verbs: Pick<ChatVerbs, 'waiting' | 'follow' | 'offerLink'>
  clickers: ReadClicker
  /** Sends into the conversation that was written in; answers the id of the new message. */
  send: (to: Activity, answer: TeamsMessage) => Promise<string>
  /** Where the whole queue is. */
  consoleUrl: string
}

const helpLines = [
  'I show you what AI agents ask of you, and take your decision.',
  'pending: what waits for you, as cards that you can decide on here.',
  'link: says that this Teams account is yours, where we do not know it yet.',
  'help: this text.',
]

/** Answers what somebody wrote to the bot. What concerns one person alone is said in their own chat and nowhere else. */
export async function receiveMessage(ports: MessagePorts, message: Message): Promise<void> {
  const command = commandOf(message.text)
  if (message.conversationKind !== 'personal') {
    return say(ports, message, ['Please write to me in a chat of our own: I answer there.'])
  }
  if (command === 'pending') return showPending(ports, message)
  if (command === 'link') return showLink(ports, message)
  return say(ports, message, helpLines)
}

/** Somebody has just added the app for themselves: they are told what it is for. */
export async function welcome({ send }: MessagePorts, added: Activity): Promise<void> {
  await send(added, renderPlain(helpLines, null))
}

/** The first word, without the mention of the bot that Teams may put before it. */
function commandOf(text: string): string {
  const words = text
    .replace(/<at>[^<]*<\/at>/g, ' ')
    .trim()
    .toLowerCase()
  if (/^(pending|waiting|what waits)/.test(words)) return 'pending'
  return /^link\b/.test(words) ? 'link' : 'help'
}

async function showPending(ports: MessagePorts, message: Message): Promise<void> {
  const clicker = await ports.clickers(message)
  const waiting = await ports.verbs.waiting({
    surface: 'teams',
    clicker,
    payloadCharsMax,
    countMax: cardsCountMax,
  })
  if (waiting.kind === 'unknown') return say(ports, message, [waiting.sentence])
  if (waiting.cards.length === 0) return say(ports, message, ['Nothing waits for you.'])
  for (const { card, cardId, may } of waiting.cards) {
    const activity = await ports.send(message, renderCard(card, cardId, { kind: 'personal', may }))
    const { serviceUrl, baseConversation: conversation } = message
    const at = { tenant: message.tenant ?? '', serviceUrl, conversation, activity }
    await ports.verbs.follow({
      request: card.request,
      card: cardId,
      surface: 'teams',
      ...messageAt(at),
    })
  }
  if (waiting.more) {
    const more = { label: 'Open the console', url: ports.consoleUrl }
    await say(ports, message, ['More is waiting than I show at once.'], more)
  }
}

async function showLink(ports: MessagePorts, message: Message): Promise<void> {
  const clicker = await ports.clickers(message)
  if (!isMember(clicker)) {
    return say(ports, message, [
      'Only a full account of this organisation can be linked, and we could not see that yours is one.',
    ])
  }
  const url = await ports.verbs.offerLink(clicker.account, clicker.profile.name)
  if (url === null) {
    return say(ports, message, [
      'Accounts cannot be linked here yet. Ask whoever keeps the policy to trust this tenant and your e-mail domain under "identities".',
    ])
  }
  await say(
    ports,
    message,
    [
      'Open this address, sign in, and say that this Teams account is yours. It works once, for ten minutes, and is meant for you alone.',
    ],
    { label: 'Link this account', url },
  )
}

type Member = Extract<Clicker, { kind: 'account' }> & {
  profile: Exclude<Extract<Clicker, { kind: 'account' }>['profile'], 'unavailable'>
}

function isMember(clicker: Clicker): clicker is Member {
  return (
    clicker.kind === 'account' &&
    clicker.profile !== 'unavailable' &&
    clicker.profile.standing === 'member'
  )
}

async function say(
  { send }: MessagePorts,
  message: Message,
  lines: string[],
  button?: { label: string; url: string },
): Promise<void> {
  await send(message, renderPlain(lines, button ?? null))
}
