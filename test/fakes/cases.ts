import { type Case, judge, type Ruling } from '../../src/core/judge.ts'
import { compiledPolicy, digest, minute, personRecord, requestRecord } from './records.ts'

export const ana = personRecord('ana')
export const bo = personRecord('bo')
export const cy = personRecord('cy')
export const kim = personRecord('kim')
/** Olga owns the agent. */
export const olga = personRecord('olga')

const usualPolicy = compiledPolicy()

/** Ana approves the export five minutes after it was asked, and nothing is wrong with it. */
export function caseOf(changes: Partial<Case> = {}): Case {
  return {
    request: requestRecord(),
    policy: usualPolicy,
    person: ana,
    decision: 'approve',
    decisionId: 'dec_now',
    comment: null,
    digest,
    now: minute(5),
    ...changes,
  }
}

/** What a case comes to, in one word: a refusal's code, the verdict, or the kind of the ruling. */
export function outcomeOf(given: Case): string {
  return wordOf(judge(given))
}

function wordOf(ruling: Ruling): string {
  if (ruling.kind === 'refused') return ruling.code
  if (ruling.kind === 'recorded') return ruling.settled?.status ?? 'recorded'
  return ruling.kind
}
