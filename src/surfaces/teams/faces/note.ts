import type { Note, NoteCall } from '../../../core/card/note.ts'
import { openLink } from './buttons.ts'
import { box, ourLine, paragraph } from './elements.ts'
import { nameBytesMax, noteCallsBytesMax, noteQuotesBytesMax, sentenceBytesMax } from './limits.ts'
import type { Element, TeamsMessage } from './message.ts'
import { fitRows } from './needs.ts'
import { plainCard } from './plain-message.ts'
import { bounded, boundedLine, listed } from './runs.ts'
import { quoteRuns } from './settled-card.ts'
import { clipped, sizeOf } from './size.ts'

/** A mention as Teams wants it: the tag in a text, and whom it means beside the card. */
interface Mention {
  type: 'mention'
  text: string
  mentioned: { id: string; name: string }
}

/**
 * Gives a note its face in Teams. People with an account of this tenant are mentioned, which notifies
 * them; others are named in plain text. Quotes are somebody else's words, so they stand in text runs.
 */
export function renderNote(note: Note, tenant: string): TeamsMessage {
  const { mentions, named } = callsOf(note.calls, tenant)
  const quotes = note.quotes.flatMap((quote) => paragraph(quoteRuns(quote), 'Small'))
  const body = [
    ...paragraph(bounded(note.sentence, sentenceBytesMax).runs),
    ...box(fitRows(quotes, noteQuotesBytesMax), 'emphasis'),
    ...(mentions.length === 0 ? [] : [mentionLine(mentions)]),
    ...namedLine(named),
  ]
  return {
    card: plainCard(body, [openLink('Open full request', note.url)], { entities: mentions }),
    summary: clipped(note.sentence, sentenceBytesMax),
  }
}

function mentionLine(mentions: Mention[]): Element {
  return ourLine(mentions.map(({ text }) => text).join(', '), { isSubtle: false, spacing: 'Small' })
}

function namedLine(names: string[]): Element[] {
  const called = names.map((name) => boundedLine(name, nameBytesMax).runs)
  return paragraph(listed(called, ', ', noteCallsBytesMax / 2).runs)
}

function callsOf(calls: NoteCall[], tenant: string): { mentions: Mention[]; named: string[] } {
  let left = noteCallsBytesMax / 2
  const mentions: Mention[] = []
  const named: string[] = []
  for (const call of calls) {
    const mention = mentionOf(call, tenant)
    left -= mention === null ? 0 : 2 * sizeOf(mention.text) + sizeOf(mention)
    if (mention === null || left < 0) named.push(call.name)
    else if (!mentions.some(({ mentioned }) => mentioned.id === mention.mentioned.id)) {
      mentions.push(mention)
    }
  }
  return { mentions, named }
}

/**
 * The tag is part of a text that Teams parses, so the name in it is reduced to what can neither end it
 * nor be markdown. A name of which nothing is left, or an odd object id, is not mentioned.
 *
 * @see https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#user-mention-in-bots-with-adaptive-cards
 */
function mentionOf({ name, accounts }: NoteCall, tenant: string): Mention | null {
  const account = accounts.find(
    ({ provider, tenant: home }) =>
      provider === 'entra' && home.toLowerCase() === tenant.toLowerCase(),
  )
  const shown = name
    .replace(/[^\p{L}\p{M}\p{N} .'’-]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 80)
  if (account === undefined || !/\p{L}/u.test(shown)) return null
  if (!/^[0-9a-f-]{36}$/i.test(account.subject)) return null
  return {
    type: 'mention',
    text: `<at>${shown}</at>`,
    mentioned: { id: account.subject, name: shown },
  }
}
