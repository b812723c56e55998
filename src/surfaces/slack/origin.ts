import { z } from 'zod'
import type { Account } from '../../app/ports.ts'

/**
 * Where an interaction comes from, as Slack signed it. `team` is the workspace that the app is installed in and
 * `user.team_id` the clicker's own, which differ in shared channels; an org-wide installation has only an enterprise.
 *
 * @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export const Origin = z.object({
  is_enterprise_install: z.union([z.boolean(), z.stringbool()]).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
})
export type Origin = z.infer<typeof Origin>

/** Who did something, and the installation that it came through: whoever is not of it is a stranger. */
export interface Who {
  account: Account
  home: string
}

/** Null where Slack does not say both. */
export function whoOf(origin: Origin): Who | null {
  const account = accountOf(origin)
  const home = homeOf(origin)
  return account === null || home === null ? null : { account, home }
}

/** The installation that it belongs to: a workspace's id, or an organisation's. Null: Slack did not say. */
export function homeOf({
  is_enterprise_install: isOrg,
  enterprise,
  team,
}: Omit<Origin, 'user'>): string | null {
  const id = isOrg === true ? enterprise?.id : team?.id
  return id ?? null
}

/**
 * Whose account clicked: by organisation and user id where the app is installed org-wide, because user ids are one
 * there, else by the person's own workspace and user id. Never by anything that can be renamed.
 */
function accountOf(origin: Origin): Account | null {
  const { user, is_enterprise_install: isOrg } = origin
  const home = homeOf(origin)
  const tenant = isOrg === true ? home : (user.team_id ?? home)
  return tenant === null ? null : { provider: 'slack', tenant, subject: user.id }
}

/**
 * Where an event comes from. Which installation it is for stands in its authorisation alone; where there is none,
 * because the installation is gone, its team is all that there is.
 *
 * @see https://docs.slack.dev/apis/events-api, "Event type structure"
 */
export const EventOrigin = z.object({
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  authorizations: z
    .array(
      z.object({
        enterprise_id: z.string().nullish(),
        is_enterprise_install: z.boolean().nullish(),
      }),
    )
    .nullish(),
})
export type EventOrigin = z.infer<typeof EventOrigin>

/** The same, as an interaction would say it. */
export function originOf(event: EventOrigin): Omit<Origin, 'user'> {
  const [authorization] = event.authorizations ?? []
  const enterprise = authorization?.enterprise_id ?? event.enterprise_id
  const { team_id: team } = event
  return {
    is_enterprise_install: authorization?.is_enterprise_install === true || !team,
    enterprise: enterprise ? { id: enterprise } : null,
    team: team ? { id: team } : null,
  }
}
