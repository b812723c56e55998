import { z } from 'zod'
import type { Homes } from './homes.ts'

/** @see https://docs.slack.dev/reference/events/app_home_opened */
const HomeOpened = z.object({
  team_id: z.string(),
  event: z.object({
    type: z.literal('app_home_opened'),
    user: z.string(),
    tab: z.string().optional(),
    view: z.object({ hash: z.string().optional() }).nullish(),
  }),
})

/** Somebody opened the app's Home tab: it is made anew for them. */
export async function receiveHomeOpened(homes: Homes, body: unknown): Promise<void> {
  const parsed = HomeOpened.safeParse(body)
  if (!parsed.success || parsed.data.event.tab === 'messages') {
    return
  }
  const { team_id: team, event } = parsed.data
  const account = { provider: 'slack', tenant: team, subject: event.user } as const
  const hash = event.view?.hash ?? null
  await homes.show({ team, user: event.user }, account, { page: 0, hash })
}
