import type { ChatVerbs, MessageRef, WaitingCards } from '../../app/ports.ts'
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
  /** Puts a sentence in the place of an earlier message; one that cannot be reached needs nothing. */
  retire: (ref: MessageRef, sentence: string) => Promise<unknown>
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

/** What is asked for, without the mention of the bot that Teams may put before it. */
function commandOf(text: string): string {
  const words = text
    .replace(/<at>[^<]*<\/at>/g, ' ')
    .trim()
    .toLowerCase()
  if (/^(pending\b|what waits\b)/.test(words)) return 'pending'
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
  for (const waits of waiting.cards) await showOne(ports, message, waiting.person, waits)
  if (waiting.more) {
    const more = { label: 'Open the console', url: ports.consoleUrl }
    await say(ports, message, ['More is waiting than I show at once.'], more)
  }
}

type Known = Extract<WaitingCards, { kind: 'known' }>

/** Shows one request as the newest message; where it was shown here before, that place says so and offers nothing. */
async function showOne(
  ports: MessagePorts,
  message: Message,
  person: Known['person'],
  { card, cardId, may, version }: Known['cards'][number],
): Promise<void> {
  const activity = await ports.send(message, renderCard(card, cardId, { kind: 'personal', may }))
  const { serviceUrl, baseConversation: conversation } = message
  const at = messageAt({ tenant: message.tenant ?? '', serviceUrl, conversation, activity })
  const earlier = await ports.verbs.follow(
    { request: card.request, card: cardId, surface: 'teams', ...at, shownVersion: version, person },
    conversation,
  )
  for (const ref of earlier) {
    await ports.retire(ref, 'This request is shown again further down.')
  }
}

async function showLink(ports: MessagePorts, message: Message): Promise<void> {
  const answer = await ports.verbs.offerLink(await ports.clickers(message))
  switch (answer.kind) {
    case 'linked':
      return say(ports, message, ['This account is linked already: we know whose it is.'])
    case 'refused':
      return say(ports, message, [answer.sentence])
    case 'closed':
      return say(ports, message, [
        'Accounts cannot be linked here yet. Ask whoever keeps the policy to trust this tenant and your e-mail domain under "identities".',
      ])
    case 'offered': {
      const { url, known } = answer
      return known
        ? say(ports, message, knownLines, { label: 'Both are me', url })
        : say(ports, message, offerLines, { label: 'Link this account', url })
    }
  }
}

const offerLines = [
  'Open this address, sign in, and say that this Teams account is yours. It works once, for ten minutes.',
  'It is meant for you alone: whoever opens it for you would let you decide in their name.',
]

const knownLines = [
  'This account is linked already: we know whose it is.',
  'If you also sign in to the console as somebody else, as with another e-mail, open this address signed in as them, and say that both are you. It works once, for ten minutes.',
  'It is meant for you alone: whoever opens it for you would be one person with you.',
]

async function say(
  { send }: MessagePorts,
  message: Message,
  lines: string[],
  button?: { label: string; url: string },
): Promise<void> {
  await send(message, renderPlain(lines, button ?? null))
}
