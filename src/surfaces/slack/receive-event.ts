import { z } from 'zod'
import type { HomeTabs } from './home-tabs.ts'
import { whoOf } from './origin.ts'

/** @see https://docs.slack.dev/reference/events/app_home_opened */
const HomeOpened = z.object({
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  authorizations: z.array(z.object({ is_enterprise_install: z.boolean().nullish() })).nullish(),
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
  const { team_id: team, enterprise_id: enterprise, authorizations, event } = parsed.data
  const who = whoOf({
    is_enterprise_install: authorizations?.[0]?.is_enterprise_install,
    enterprise: enterprise ? { id: enterprise } : null,
    team: { id: team },
    user: { id: event.user },
  })
  const hash = event.view?.hash ?? null
  if (who !== null) await tabs.show(who, { page: 0, hash })
}
