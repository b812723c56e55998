import { z } from 'zod'
import type { Account, MessageRef } from '../../app/ports.ts'
import { CardId, RequestId } from '../../contract/ids.ts'
import { type DecisionWord, Digest } from '../../contract/words.ts'
import { accountOf, homeOf, Origin } from './origin.ts'

/** The ids of our buttons. Slack sends them back for as long as any old card is on a screen. */
export const actionIds = {
  approve: 'countersign_approve',
  deny: 'countersign_deny',
  review: 'countersign_review',
} as const

/** What a button carries: request, digest and card. The digest ties the click to what was shown. */
const ButtonValue = z.object({ r: RequestId, d: Digest, c: CardId })
type ButtonValue = z.infer<typeof ButtonValue>

/** @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const BlockActions = z.object({
  ...Origin.shape,
  channel: z.object({ id: z.string() }).nullish(),
  container: z
    .object({ channel_id: z.string().optional(), message_ts: z.string().optional() })
    .nullish(),
  message: z.object({ ts: z.string().optional() }).nullish(),
  response_url: z.string().optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
})
type BlockActions = z.infer<typeof BlockActions>

/** Where a private answer to the person can go. */
export interface Asker {
  /** The installation whose bot can answer. */
  home: string | null
  user: string
  channel: string | null
  responseUrl: string | null
}

export interface ButtonClick {
  decision: DecisionWord
  button: { request: RequestId; digest: string; card: CardId }
  account: Account
  /** The installation that the click came through: whoever is not of it is a stranger. */
  home: string
  message: { key: string; ref: MessageRef } | null
}

/** `link`: a button that opened a page. `stale`: a button that nothing answers to any more. */
type Reading =
  | { kind: 'click'; click: ButtonClick; asker: Asker }
  | { kind: 'link' }
  | { kind: 'stale'; asker: Asker }
  | { kind: 'unreadable' }

export function buttonValue(request: RequestId, digest: string, card: CardId): string {
  return JSON.stringify({ r: request, d: digest, c: card } satisfies ButtonValue)
}

/** Reads a verified interaction. Whatever is not exactly one of our buttons decides nothing. */
export function readClick(body: unknown): Reading {
  const parsed = BlockActions.safeParse(body)
  const action = parsed.data?.actions[0]
  if (!parsed.success || action === undefined) {
    return { kind: 'unreadable' }
  }
  if (action.action_id === actionIds.review) {
    return { kind: 'link' }
  }
  const asker = askerOf(parsed.data)
  const decision = decisionOf(action.action_id)
  const button = readValue(action.value)
  const account = accountOf(parsed.data)
  const home = homeOf(parsed.data)
  if (decision === null || button === null || account === null || home === null) {
    return { kind: 'stale', asker }
  }
  return {
    kind: 'click',
    click: { decision, button, account, home, message: messageOf(parsed.data) },
    asker,
  }
}

/** Where a message is, as `chat.update` wants it, and by whose token. Null: there is only one. */
export function messageAt(
  channel: string,
  ts: string,
  home: string | null,
): { key: string; ref: MessageRef } {
  return { key: `${channel}:${ts}`, ref: { channel, ts, ...(home === null ? {} : { home }) } }
}

function decisionOf(actionId: string): DecisionWord | null {
  if (actionId === actionIds.approve) {
    return 'approve'
  }
  return actionId === actionIds.deny ? 'deny' : null
}

function readValue(value: string | undefined): ButtonClick['button'] | null {
  const parsed = ButtonValue.safeParse(parseJson(value))
  return parsed.success
    ? { request: parsed.data.r, digest: parsed.data.d, card: parsed.data.c }
    : null
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function messageOf(body: BlockActions): ButtonClick['message'] {
  const channel = body.container?.channel_id ?? body.channel?.id
  const ts = body.container?.message_ts ?? body.message?.ts
  return channel === undefined || ts === undefined ? null : messageAt(channel, ts, homeOf(body))
}

function askerOf(body: BlockActions): Asker {
  return {
    home: homeOf(body),
    user: body.user.id,
    channel: body.container?.channel_id ?? body.channel?.id ?? null,
    responseUrl: body.response_url ?? null,
  }
}
