import type { types } from '@slack/bolt'
import { type Piece, paragraph, plain, richText } from '../rich-text.ts'
import type { ViewNote } from '../view-note.ts'

/** The kinds of our modals that can be submitted. */
export const callbackIds = { comment: 'countersign_comment', details: 'countersign_view' } as const

interface Modal {
  /** At most 24 characters, as `submit` and `close`. */
  title: string
  blocks: types.KnownBlock[]
  close?: string
  submit?: string
  callbackId?: string
  note?: ViewNote
}

/** A modal of ours. Slack wants a submit button wherever something can be entered. */
export function modal({ title, blocks, close, submit, callbackId, note }: Modal): types.ModalView {
  return {
    type: 'modal',
    title: plainText(title),
    close: plainText(close ?? 'Close'),
    ...(submit === undefined ? {} : { submit: plainText(submit) }),
    ...(callbackId === undefined ? {} : { callback_id: callbackId }),
    ...(note === undefined ? {} : { private_metadata: JSON.stringify(note) }),
    blocks,
  }
}

/** A modal that says one thing, and where more can be done about it. */
export function sentenceModal(sentence: string, url: string | null): types.ModalView {
  const link: Piece[] = url === null ? [] : [{ type: 'link', url, text: 'Open full request' }]
  return modal({
    title: 'Countersign',
    blocks: [richText('cs_answer', [paragraph([[plain(sentence)], link])])],
  })
}

/** Text of ours, or of the policy's, in which Slack parses nothing. */
export function plainText(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false }
}
