import type { ReadUsergroup } from '../../app/ports.ts'
import { failureOf } from './failure.ts'
import { type Postbox, wrongWorkspace } from './posting.ts'

/**
 * Says who is in a user group (`usergroups.users.list`, Tier 2: whoever asks keeps the answer). Guests and people who
 * left may be among them: what a profile says of them is asked when they click.
 */
export function createReadUsergroup({ client, workspace }: Postbox): ReadUsergroup {
  return async ({ team, id }) => {
    const home = await workspace.team()
    if (home === null) return { ok: false, reason: 'unreachable' }
    const wrong = team === null ? null : await wrongWorkspace(workspace, team)
    if (wrong !== null) return { ok: false, reason: wrong.reason }
    try {
      const { users } = await client.usergroups.users.list({ usergroup: id })
      return users === undefined ? { ok: false, reason: 'not_slack' } : { ok: true, home, users }
    } catch (error) {
      return { ok: false, reason: failureOf(error).reason }
    }
  }
}
