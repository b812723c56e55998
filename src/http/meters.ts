import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** The figures that an operator watches. Labels come from small fixed sets, never from what callers send. */
export interface Meters {
  registry: Registry
  proposals: Counter<'effect'>
  decisions: Counter<'decision' | 'surface'>
  refusals: Counter<'code' | 'surface'>
  uses: Counter<'result'>
  policyFaults: Counter
  rosterFaults: Counter<'reason'>
  failedJobs: Counter<'task'>
  webhookTries: Counter<'result'>
}

export function createMeters(waiters: () => number): Meters {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  new Gauge({
    name: 'countersign_waiters',
    help: 'Callers that wait for a verdict in this process.',
    registers,
    collect() {
      this.set(waiters())
    },
  })
  return {
    registry,
    proposals: new Counter({
      name: 'countersign_proposals_total',
      help: 'Proposed actions, by what the policy said.',
      labelNames: ['effect'],
      registers,
    }),
    decisions: new Counter({
      name: 'countersign_decisions_total',
      help: 'Recorded decisions.',
      labelNames: ['decision', 'surface'],
      registers,
    }),
    refusals: new Counter({
      name: 'countersign_decision_refusals_total',
      help: 'Refused decisions, by code.',
      labelNames: ['code', 'surface'],
      registers,
    }),
    uses: new Counter({
      name: 'countersign_grant_uses_total',
      help: 'Grants that somebody wanted to use: consumed, or the code of the refusal.',
      labelNames: ['result'],
      registers,
    }),
    policyFaults: new Counter({
      name: 'countersign_policy_faults_total',
      help: 'Policy files that were refused.',
      registers,
    }),
    rosterFaults: new Counter({
      name: 'countersign_roster_faults_total',
      help: 'Rosters of groups that a platform would not give.',
      labelNames: ['reason'],
      registers,
    }),
    failedJobs: new Counter({
      name: 'countersign_jobs_failed_total',
      help: 'Jobs that failed for good.',
      labelNames: ['task'],
      registers,
    }),
    webhookTries: new Counter({
      name: 'countersign_webhook_tries_total',
      help: 'Calls to webhook endpoints: delivered, again, or given_up, which is a verdict that nobody heard.',
      labelNames: ['result'],
      registers,
    }),
  }
}
