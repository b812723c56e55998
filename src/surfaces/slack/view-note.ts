import { z } from 'zod'
import type { MessageRef } from '../../app/ports.ts'
import { CardId, RequestId } from '../../contract/ids.ts'
import { DecisionWord, Digest } from '../../contract/words.ts'
import { messageAt } from './message-at.ts'

/**
 * What one of our modals remembers (`private_metadata`, 3,000 characters): what it is about and where it was opened
 * from. Slack sends it back and shows it to nobody. It holds no state of the request: that is read anew each time.
 */
export const ViewNote = z.object({
  r: RequestId,
  d: Digest,
  c: CardId.optional(),
  /** The message that it was opened from: channel and `ts`. */
  m: z.tuple([z.string(), z.string()]).optional(),
  /** Of a form: which decision it is for, and whether the policy wants a comment with it. */
  w: DecisionWord.optional(),
  q: z.boolean().optional(),
  /** Of details: the page that is shown, from 0, and how many there are. */
  p: z.number().int().min(0).optional(),
  n: z.number().int().min(1).optional(),
})
export type ViewNote = z.infer<typeof ViewNote>

/** What every modal that was opened by a click remembers of it. */
export function noteOf({
  button,
  message,
}: {
  button: { request: RequestId; digest: string; card: CardId | null }
  message: { ref: MessageRef } | null
}): ViewNote {
  const { channel, ts } = message?.ref ?? {}
  return {
    r: button.request,
    d: button.digest,
    ...(button.card === null ? {} : { c: button.card }),
    ...(channel === undefined || ts === undefined ? {} : { m: [channel, ts] }),
  }
}

export function readNote(text: string | undefined): ViewNote | null {
  try {
    return ViewNote.safeParse(JSON.parse(text ?? '')).data ?? null
  } catch {
    return null
  }
}

/** The message that a modal was opened from, in the installation that the modal came back through. */
export function messageFrom(
  note: ViewNote | null,
  home: string | null,
): { key: string; ref: MessageRef } | null {
  return note?.m === undefined ? null : messageAt(...note.m, home)
}
