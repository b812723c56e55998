import { consume } from '../app/consume.ts'
import { reportOutcome } from '../app/report-outcome.ts'
import { revoke } from '../app/revoke.ts'
import type { DropFirst, Wiring } from './wire.ts'

/** The verbs behind grants. */
export function grantVerbs({ deps, meters, authentication }: Wiring) {
  return {
    authentication,
    consume: async (...given: DropFirst<Parameters<typeof consume>>) => {
      const result = await consume(deps, ...given)
      meters.uses.inc({ result: result.ok ? 'consumed' : result.code })
      return result
    },
    revoke: (...given: DropFirst<Parameters<typeof revoke>>) => revoke(deps, ...given),
    reportOutcome: (...given: DropFirst<Parameters<typeof reportOutcome>>) =>
      reportOutcome(deps, ...given),
    publicKeys: () => deps.grants.publicKeys(),
  }
}
