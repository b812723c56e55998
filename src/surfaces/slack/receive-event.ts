import { z } from 'zod'
import type { HomeTabs } from './home-tabs.ts'
import { EventOrigin, originOf, whoOf } from './origin.ts'

/** @see https://docs.slack.dev/reference/events/app_home_opened */
const HomeOpened = z.object({
  ...EventOrigin.shape,
  event: z.object({
    type: z.literal('app_home_opened'),
    user: z.string(),
    tab: z.string().optional(),
    view: z.object({ hash: z.string().optional() }).nullish(),
  }),
})

/** Somebody opened the app's Home tab: it is made anew for them. */
export async function receiveHomeOpened(tabs: HomeTabs, body: unknown): Promise<void> {
  const parsed = HomeOpened.safeParse(body)
  if (!parsed.success || parsed.data.event.tab === 'messages') {
    return
  }
  const { event } = parsed.data
  const who = whoOf({ ...originOf(parsed.data), user: { id: event.user } })
  const hash = event.view?.hash ?? null
  if (who !== null) await tabs.show(who, { page: 0, hash })
}
