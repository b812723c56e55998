import type { types } from '@slack/bolt'
import type { Note, NoteCall } from '../../core/card/note.ts'
import { clip, escapeText, oneLine } from './clip.ts'
import {
  callsCharsMax,
  commentsCharsMax,
  nameCharsMax,
  notificationCharsMax,
  reasonCharsMax,
  sentenceCharsMax,
} from './limits.ts'
import {
  bold,
  bounded,
  boundedLine,
  fitting,
  isShown,
  leftOver,
  listed,
  type Piece,
  paragraph,
  plain,
  quote,
  richText,
} from './rich-text.ts'

interface RenderedNote {
  /** For lock screens and screen readers: our sentence alone. Slack parses it, so it is escaped. */
  text: string
  blocks: types.KnownBlock[]
}

/** A person's id. Anything else in its place could name a channel, or make Slack refuse the message. */
const userId = /^[UW][A-Z0-9]{2,}$/

export function isUserId(subject: string): boolean {
  return userId.test(subject)
}

/**
 * Gives a note its Slack face, in rich text, which Slack never parses. Whom a `user` element names is
 * notified; the fallback text therefore mentions nobody.
 *
 * @param team The workspace of the bot. Accounts of another one cannot be mentioned in it, only named.
 */
export function renderNote(note: Note, team: string): RenderedNote {
  const { text, cutChars } = clip(note.sentence, notificationCharsMax)
  return {
    text: escapeText(cutChars === 0 ? text : `${text} ...`),
    blocks: [
      richText('cs_note', [
        paragraph([bounded(note.sentence, sentenceCharsMax).pieces, callPieces(note.calls, team)]),
        ...quoteElements(note.quotes),
        paragraph([[{ type: 'link', url: note.url, text: 'Open full request' }]]),
      ]),
    ],
  }
}

function callPieces(calls: NoteCall[], team: string): Piece[] {
  const groups = calls.map((call) => callGroup(call, team)).filter((group) => group.length > 0)
  return listed(groups, ', ', callsCharsMax).pieces
}

/** Every account that somebody has in the workspace is mentioned: nobody knows which one they read. */
function callGroup({ name, accounts }: NoteCall, team: string): Piece[] {
  const mentions = accounts
    .filter(({ provider, tenant }) => provider === 'slack' && tenant === team)
    .filter(({ subject }) => isUserId(subject))
    .map(({ subject }): Piece => ({ type: 'user', user_id: subject }))
  return mentions.length > 0
    ? mentions.flatMap((mention, index) => (index === 0 ? [mention] : [plain(' '), mention]))
    : boundedLine(name, nameCharsMax).pieces.filter(isShown)
}

/**
 * One quotation each, the speaker in bold: quoted words have no style, so that a line of theirs never
 * passes for another speaker's.
 */
function quoteElements(quotes: Note['quotes']): types.RichTextBlock['elements'] {
  const groups = quotes.map(quotePieces).filter((group) => group.length > 0)
  const shown = fitting(groups, commentsCharsMax)
  const left = leftOver(groups.length - shown.length)
  return [...shown.map(quote), ...(left.length === 0 ? [] : [paragraph([left])])]
}

/** Somebody who said nothing is still named: that they decided is what is told. */
function quotePieces({ speaker, words }: Note['quotes'][number]): Piece[] {
  const { text, cutChars } = clip(oneLine(speaker), nameCharsMax)
  const name = cutChars === 0 ? text : `${text} ...`
  const between = name !== '' && words !== '' ? ': ' : ''
  return [bold(`${name}${between}`), ...bounded(words, reasonCharsMax).pieces].filter(isShown)
}
