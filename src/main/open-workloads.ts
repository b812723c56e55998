import type { Logger } from 'pino'
import type { Workloads } from '../app/ports.ts'
import type { FetchText } from '../http/workload/key-sets.ts'
import { createKeySets } from '../http/workload/key-sets.ts'
import { createWorkloadReader } from '../http/workload/read-workload.ts'

/** How agents are known by the tokens of their platforms. */
export function openWorkloads(given: {
  workloads: Workloads
  fetch: FetchText
  mode: 'development' | 'production'
  log: Pick<Logger, 'warn'>
}) {
  const { workloads, fetch, mode, log } = given
  const keySets = createKeySets({
    fetch,
    mode,
    nowMs: () => performance.now(),
    onFault: ({ issuer }, err) =>
      log.warn({ err, issuer }, 'the keys of an issuer of workload tokens could not be fetched'),
  })
  return createWorkloadReader({ workloads, keySets })
}
