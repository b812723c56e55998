import type { Logger } from 'pino'
import { type AdministrateDeps, administratorOf } from '../app/administrate.ts'
import type { Administrator, Principal } from '../app/ports.ts'

/**
 * Says as whom a caller administers. The admin token is for bootstrap alone: its first use while the policy names who
 * administers is reported, and every event that it causes carries the code `bootstrap`.
 */
export function createAdministratorOf(
  deps: AdministrateDeps,
  log: Pick<Logger, 'warn'>,
): (principal: Principal) => Promise<Administrator | null> {
  let reported = false
  return async (principal) => {
    if (principal.kind === 'admin' && !reported && (await namesAdmins(deps))) {
      reported = true
      log.warn(
        'ADMIN_TOKEN is in use although the policy names who administers: it is for bootstrap alone, so let people act by their own names',
      )
    }
    return administratorOf(deps, principal)
  }
}

async function namesAdmins({ policies, policyRecords }: AdministrateDeps): Promise<boolean> {
  const inForce = await policyRecords.inForce()
  if (inForce === null) return false
  return (await policies.compiled(inForce.version)).policy.admins !== null
}
