import { z } from 'zod'
import type { MessageRef } from '../../app/ports.ts'
import { messageAt } from './message-at.ts'
import { homeOf, Origin } from './origin.ts'
import { messageFrom, readNote } from './view-note.ts'

/** What somebody entered, by block and element. */
export const Entries = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ),
)
export type Entries = z.infer<typeof Entries>

/** A modal or a Home tab, as Slack sends it back with what was entered. */
const OpenView = z.object({
  id: z.string(),
  type: z.string().optional(),
  hash: z.string().optional(),
  private_metadata: z.string().optional(),
  state: z.object({ values: Entries }).nullish(),
})
export type OpenView = z.infer<typeof OpenView>

/** @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const BlockActions = z.object({
  ...Origin.shape,
  channel: z.object({ id: z.string() }).nullish(),
  container: z
    .object({
      channel_id: z.string().optional(),
      message_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .nullish(),
  message: z.object({ ts: z.string().optional() }).nullish(),
  view: OpenView.nullish(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
})
export type BlockActions = z.infer<typeof BlockActions>

/** @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const ViewSubmission = z.object({
  ...Origin.shape,
  trigger_id: z.string().optional(),
  view: OpenView,
})
export type ViewSubmission = z.infer<typeof ViewSubmission>

/** Where a private answer to the person can go. */
export interface Asker {
  /** The installation whose bot can answer. Null where Slack names none. */
  home: string | null
  user: string
  channel: string | null
  responseUrl: string | null
  /** Opens one view, within three seconds of the click. */
  trigger: string | null
  /** They clicked in a modal: what is opened comes on top of it. */
  inModal: boolean
}

export function askerOf(body: BlockActions): Asker {
  return {
    home: homeOf(body),
    user: body.user.id,
    channel: body.container?.channel_id ?? body.channel?.id ?? null,
    responseUrl: body.response_url ?? null,
    trigger: body.trigger_id ?? null,
    inModal: body.view?.type === 'modal',
  }
}

/**
 * The message that a click is about: the one that it was on, or the one that its modal was opened from. What one person
 * alone was shown is none, because nothing can bring it up to date.
 */
export function messageOf(body: BlockActions): { key: string; ref: MessageRef } | null {
  if (body.view !== undefined && body.view !== null) {
    return messageFrom(readNote(body.view.private_metadata), homeOf(body))
  }
  if (body.container?.is_ephemeral === true) {
    return null
  }
  const channel = body.container?.channel_id ?? body.channel?.id
  const ts = body.container?.message_ts ?? body.message?.ts
  return channel === undefined || ts === undefined ? null : messageAt(channel, ts, homeOf(body))
}
