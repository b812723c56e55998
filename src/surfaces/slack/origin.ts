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
export function homeOf({ is_enterprise_install: isOrg, enterprise, team }: Origin): string | null {
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
