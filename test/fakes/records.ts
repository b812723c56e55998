import type { DecisionWord } from '../../src/contract/words.ts'
import { type CompiledPolicy, compilePolicy } from '../../src/core/policy/compile.ts'
import type { Evaluation, Need, Review } from '../../src/core/policy/policy.ts'
import { readPolicy } from '../../src/core/policy/read-policy.ts'
import type {
  CardRecord,
  DecisionRecord,
  PersonRecord,
  RequestRecord,
} from '../../src/core/record.ts'

/** Records as the store reads them, with ids that name what they stand for: `per_ana`, `dec_ana`. */
export const askedAt = new Date('2026-11-21T14:02:00Z')
export const deadline = new Date('2026-11-21T14:32:00Z')
export const digest = `sha256:${'9f2c41aa07de'.padEnd(64, '0')}`
export const policyVersion = `sha256:${'1'.repeat(64)}`

/** A point of time between the asking and the deadline. */
export function minute(past: number): Date {
  return new Date(askedAt.getTime() + past * 60_000)
}

/** A person of that name, who holds `name@example.com`. */
export function personRecord(name: string, changes: Partial<PersonRecord> = {}): PersonRecord {
  return {
    id: `per_${name}`,
    name: null,
    emails: [`${name}@example.com`],
    usergroups: [],
    directoryGroups: [],
    oidcGroups: [],
    disabled: false,
    ...changes,
  }
}

export function decisionRecord(
  person: PersonRecord,
  decision: DecisionWord = 'approve',
  changes: Partial<DecisionRecord> = {},
): DecisionRecord {
  return {
    id: `dec_${person.id.slice(4)}`,
    person,
    identity: `idn_${person.id.slice(4)}`,
    decision,
    surface: 'console',
    comment: null,
    at: askedAt,
    lapsed: false,
    ...changes,
  }
}

export function reviewOf(needs: Need[], changes: Partial<Review> = {}): Review {
  return {
    needs,
    postTo: [],
    expiresInSeconds: 1_800,
    remindAfterSeconds: null,
    comment: 'never',
    denyReasons: [],
    tell: [],
    escalations: [],
    approveWhenCut: false,
    highRisk: false,
    executeWithinSeconds: 3_600,
    ...changes,
  }
}

export const bothNeeds: Need[] = [
  { group: 'data-owners', count: 1 },
  { group: 'security', count: 1 },
]

/** The sections of a policy file, each in YAML's flow form. */
export type PolicySections = Partial<
  Record<
    | 'admins'
    | 'groups'
    | 'identities'
    | 'destinations'
    | 'resources'
    | 'mask'
    | 'rules'
    | 'default'
    | 'self_approval',
    string
  >
>

const usualSections: PolicySections = {
  groups: groupsYaml({ 'data-owners': ['ana', 'bo'], security: ['cy', 'kim'] }),
  default: reviewYaml('data-owners: 1, security: 1'),
}

/** Ana and Bo are data-owners, Cy and Kim are security; whatever is proposed, one of each is asked. */
export function compiledPolicy(sections: PolicySections = {}): CompiledPolicy {
  const lines = Object.entries({ ...usualSections, ...sections }).map(
    ([name, text]) => `${name}: ${text}`,
  )
  const reading = readPolicy(['version: 1', ...lines].join('\n'), 'development')
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return compilePolicy(reading.policy)
}

/** Groups by their members' names: `{ security: ['cy'] }` is cy@example.com. */
export function groupsYaml(groups: Record<string, string[]>): string {
  const members = (names: string[]) => names.map((name) => `${name}@example.com`)
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(groups).map(([group, names]) => [group, { members: members(names) }]),
    ),
  )
}

/** A review that asks for `security: 2, sre: 1`, with what else is said of it. */
export function reviewYaml(needs: string, more = ''): string {
  const list = needs
    .split(', ')
    .map((need) => need.split(': '))
    .map(([group, count]) => `{ group: ${group}, count: ${count} }`)
  const also = more === '' ? '' : `, ${more}`
  return `{ then: review, review: { needs: [${list.join(', ')}], expires_in: 30m${also} } }`
}

export function evaluationOf(changes: Partial<Evaluation> = {}): Evaluation {
  return {
    effect: 'review',
    rules: ['default'],
    errors: [],
    because: null,
    review: reviewOf(bothNeeds),
    executeWithinSeconds: null,
    labels: [],
    labelSources: {},
    environment: 'production',
    environmentSource: 'agent',
    ...changes,
  }
}

export function cardRecord(changes: Partial<CardRecord> = {}): CardRecord {
  return {
    id: 'crd_one',
    surface: 'slack',
    destination: 'data-approvals',
    status: 'queued',
    reason: null,
    shownVersion: 0,
    ...changes,
  }
}

/** A pending export by etl-bot, which Olga owns: nobody has decided yet. */
export function requestRecord(changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'req_export',
    version: 1,
    status: 'pending',
    agent: { id: 'agt_etl', name: 'etl-bot', version: 1, disabled: false },
    key: 'key_etl',
    action: 'data.export',
    resource: 'postgres://prod/customers',
    environment: 'production',
    onBehalfOf: null,
    onBehalfOfEmail: null,
    webhookUrl: null,
    digest,
    policyVersion,
    evaluation: evaluationOf(),
    warnings: [],
    needs: bothNeeds,
    words: { summary: null, reason: null, origin: null, links: [], classification: {} },
    payloadText: '{"table":"customers","rows":10412}',
    salt: new Uint8Array(32).fill(7),
    decisions: [],
    cards: [],
    barred: ['per_olga'],
    createdAt: askedAt,
    expiresAt: deadline,
    decidedAt: null,
    settlement: null,
    readAt: minute(5),
    grant: null,
    outcome: null,
    ...changes,
  }
}
