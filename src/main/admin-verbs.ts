import { addKey, changeAgent, createAgent, revokeKey } from '../app/agents.ts'
import { checkPolicy } from '../app/check-policy.ts'
import { issueDevToken } from '../app/issue-token.ts'
import type { Administrator } from '../app/ports.ts'
import { viewEvent } from '../app/read-requests.ts'
import { retryJob } from '../app/retry-job.ts'
import { addTrust, removeTrust } from '../app/trusts.ts'
import type { AgentId } from '../contract/ids.ts'
import type { DropFirst, Wiring } from './wire.ts'

/** The verbs behind `/v1/agents`. */
export function agentVerbs({ deps, authentication }: Wiring) {
  return {
    authentication,
    create: (...given: DropFirst<Parameters<typeof createAgent>>) => createAgent(deps, ...given),
    list: () => deps.agents.list(),
    read: (id: AgentId) => deps.agents.read(id),
    change: (...given: DropFirst<Parameters<typeof changeAgent>>) => changeAgent(deps, ...given),
    addKey: (...given: DropFirst<Parameters<typeof addKey>>) => addKey(deps, ...given),
    addTrust: (...given: DropFirst<Parameters<typeof addTrust>>) => addTrust(deps, ...given),
    removeTrust: (...given: DropFirst<Parameters<typeof removeTrust>>) =>
      removeTrust(deps, ...given),
    revokeKey: (...given: DropFirst<Parameters<typeof revokeKey>>) => revokeKey(deps, ...given),
  }
}

/** The verbs of operators; `development` says whether person tokens may be had for the asking. */
export function operationVerbs(
  { deps, authentication }: Wiring,
  jobs: { failed(): Promise<FailedJobRecord[]>; retry(id: string): Promise<boolean> },
  development: boolean,
) {
  return {
    authentication,
    policyInForce: () => deps.policyRecords.inForce(),
    checkPolicy: (yaml: string) => checkPolicy(deps, yaml),
    events: async (query: Parameters<typeof deps.events.list>[0]) => {
      const page = await deps.events.list(query)
      return { data: page.events.map(viewEvent), next_cursor: page.nextCursor }
    },
    failedJobs: async () => {
      const failed = await jobs.failed()
      return failed.map(({ id, task, attempts, lastError, failedAt }) => ({
        id,
        task,
        attempts,
        last_error: lastError,
        failed_at: failedAt.toISOString(),
      }))
    },
    retryJob: (by: Administrator, id: string) => retryJob({ ...deps, retry: jobs.retry }, by, id),
    issueDevToken: development
      ? (by: Administrator, email: string) => issueDevToken(deps, by, email)
      : null,
  }
}

interface FailedJobRecord {
  id: string
  task: string
  attempts: number
  lastError: string | null
  failedAt: Date
}
