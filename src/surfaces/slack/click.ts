import { z } from 'zod'
import type { MessageRef } from '../../app/ports.ts'
import { CardId, RequestId } from '../../contract/ids.ts'
import { type DecisionWord, Digest } from '../../contract/words.ts'
import { type Asker, askerOf, BlockActions, messageOf, type OpenView } from './interaction.ts'
import { type Who, whoOf } from './origin.ts'
import { readNote } from './view-note.ts'

/** The ids of our buttons. Slack sends them back for as long as any old card is on a screen. */
export const actionIds = {
  approve: 'countersign_approve',
  deny: 'countersign_deny',
  review: 'countersign_review',
  details: 'countersign_details',
  next: 'countersign_next',
  previous: 'countersign_previous',
  homeNext: 'countersign_home_next',
  homePrevious: 'countersign_home_previous',
} as const

/**
 * What a button carries: request, digest and card, and whether a form has to be asked first. The digest ties the click
 * to what was shown. Where no message is to follow the request there is no card.
 */
const ButtonValue = z.object({
  r: RequestId,
  d: Digest,
  c: CardId.optional(),
  f: z.literal(1).optional(),
})
type ButtonValue = z.infer<typeof ButtonValue>

/** A click on one request: which, as what was shown, by whom, and on which message or view. */
export interface Pressed extends Who {
  button: { request: RequestId; digest: string; card: CardId | null }
  message: { key: string; ref: MessageRef } | null
  view: OpenView | null
}

export interface ButtonClick extends Pressed {
  decision: DecisionWord
  /** The card promised a form before the decision. */
  form: boolean
}

/** `link`: a button that opened a page. `stale`: a button that nothing answers to any more. */
type Reading =
  | { kind: 'click'; click: ButtonClick; asker: Asker }
  /** Details of a request, or another page of them in the view that is open. */
  | { kind: 'details'; pressed: Pressed; page: number; asker: Asker }
  | { kind: 'home'; who: Who; page: number }
  | { kind: 'link' }
  | { kind: 'stale'; asker: Asker }
  | { kind: 'unreadable' }

export function buttonValue(
  request: RequestId,
  digest: string,
  card: CardId | null,
  form = false,
): string {
  const value: ButtonValue = { r: request, d: digest }
  if (card !== null) value.c = card
  if (form) value.f = 1
  return JSON.stringify(value)
}

/** Reads a verified interaction. Whatever is not exactly one of our buttons decides nothing. */
export function readClick(body: unknown): Reading {
  const parsed = BlockActions.safeParse(body)
  const action = parsed.data?.actions[0]
  if (!parsed.success || action === undefined) {
    return { kind: 'unreadable' }
  }
  const { action_id: id, value } = action
  // Review led to the console once, and such buttons are still on screens: they carry nothing.
  if (id === actionIds.review && value === undefined) {
    return { kind: 'link' }
  }
  const asker = askerOf(parsed.data)
  const who = whoOf(parsed.data)
  if (who === null) {
    return { kind: 'stale', asker }
  }
  if (id === actionIds.homeNext || id === actionIds.homePrevious) {
    return { kind: 'home', who, page: Number(value) || 0 }
  }
  return readPressed(id, readValue(value), parsed.data, who) ?? { kind: 'stale', asker }
}

function readPressed(
  id: string,
  value: ButtonValue | null,
  body: BlockActions,
  who: Who,
): Reading | null {
  if (value === null) {
    return null
  }
  const asker = askerOf(body)
  const pressed: Pressed = {
    button: { request: value.r, digest: value.d, card: value.c ?? null },
    ...who,
    message: messageOf(body),
    view: body.view ?? null,
  }
  const decision = decisionOf(id)
  if (decision !== null) {
    return { kind: 'click', click: { ...pressed, decision, form: value.f === 1 }, asker }
  }
  const page = pageOf(id, body)
  return page === null ? null : { kind: 'details', pressed, page, asker }
}

/** Which page of a request's details a button asks for. */
function pageOf(id: string, { view }: BlockActions): number | null {
  if (id === actionIds.details || id === actionIds.review) {
    return 0
  }
  const steps: Record<string, number> = { [actionIds.next]: 1, [actionIds.previous]: -1 }
  const step = steps[id]
  return step === undefined ? null : Math.max(0, (readNote(view?.private_metadata)?.p ?? 0) + step)
}

function decisionOf(actionId: string): DecisionWord | null {
  if (actionId === actionIds.approve) {
    return 'approve'
  }
  return actionId === actionIds.deny ? 'deny' : null
}

function readValue(value: string | undefined): ButtonValue | null {
  return ButtonValue.safeParse(parseJson(value)).data ?? null
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
