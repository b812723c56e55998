import type { WebClient } from '@slack/web-api'
import type { ReadUsergroup, UsergroupResult } from '../../app/ports.ts'
import { failureOf } from './failure.ts'
import type { Postbox } from './posting.ts'

const teamsCountMax = 100

/**
 * Says who is in a user group (`usergroups.users.list`, Tier 2: whoever asks keeps the answer). Guests and people who
 * left may be among them: what a profile says of them is asked when they click.
 */
export function createReadUsergroup({ homes }: Postbox): ReadUsergroup {
  return async ({ team, id }) => {
    try {
      const home = await homes.of(team)
      if (home.kind !== 'home') return { ok: false, reason: home.reason }
      const tenant = await home.tenant()
      if (tenant === null) return { ok: false, reason: 'unreachable' }
      const { background } = home.clients
      return home.isOrg
        ? await searchTeams(background, id, tenant)
        : await list(background, id, tenant)
    } catch (error) {
      return { ok: false, reason: failureOf(error).reason }
    }
  }
}

async function list(
  { usergroups }: WebClient,
  id: string,
  home: string,
  team?: string,
): Promise<UsergroupResult> {
  const where = team === undefined ? {} : { team_id: team }
  const { users } = await usergroups.users.list({ usergroup: id, ...where })
  return users === undefined ? { ok: false, reason: 'not_slack' } : { ok: true, home, users }
}

/** An organisation's token has to name a workspace, and a policy names none: those that the app may enter are asked. */
async function searchTeams(client: WebClient, id: string, home: string): Promise<UsergroupResult> {
  const { teams = [] } = await client.auth.teams.list({ limit: teamsCountMax })
  for (const { id: team } of teams) {
    try {
      if (team !== undefined) return await list(client, id, home, team)
    } catch (error) {
      if (failureOf(error).reason !== noSuchGroup) throw error
    }
  }
  return { ok: false, reason: noSuchGroup }
}

const noSuchGroup = 'no_such_subteam'
