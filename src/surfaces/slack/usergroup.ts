import type { ReadUsergroup } from '../../app/ports.ts'
import { failureOf } from './failure.ts'
import type { Postbox } from './posting.ts'

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
      const { usergroups } = home.clients.background
      const { users } = await usergroups.users.list({ usergroup: id })
      return users === undefined
        ? { ok: false, reason: 'not_slack' }
        : { ok: true, home: tenant, users }
    } catch (error) {
      return { ok: false, reason: failureOf(error).reason }
    }
  }
}
