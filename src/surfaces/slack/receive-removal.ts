import { z } from 'zod'
import type { InstallationDesk } from '../../app/ports.ts'
import { EventOrigin, homeOf, originOf } from './origin.ts'

/** @see https://docs.slack.dev/apis/events-api, "Event type structure" */
const Envelope = z.object({
  ...EventOrigin.shape,
  /** In whole seconds. */
  event_time: z.int(),
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({
      type: z.literal('tokens_revoked'),
      tokens: z.object({ bot: z.array(z.string()).nullish() }),
    }),
  ]),
})

/**
 * The app was removed from a workspace, or its bot's token revoked. Slack delivers events late and more than once, so
 * what was installed after the event stays.
 */
export async function receiveRemoval(
  desk: Pick<InstallationDesk, 'removed'>,
  body: unknown,
): Promise<void> {
  const { data } = Envelope.safeParse(body)
  if (data === undefined) return
  if (data.event.type === 'tokens_revoked' && !data.event.tokens.bot?.length) return
  const home = homeOf(originOf(data))
  if (home !== null) await desk.removed(home, new Date((data.event_time + 1) * 1_000))
}
