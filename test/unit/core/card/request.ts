import type { PersonRecord, RequestRecord } from '../../../../src/core/record.ts'

const suffix = '01k9xv2m4te8wb1q0zr7y5h3a'

export const ana: PersonRecord = {
  id: `per_${suffix}a`,
  name: 'Ana',
  emails: ['ana@example.com'],
  usergroups: [],
  directoryGroups: [],
  oidcGroups: [],
  disabled: false,
}

export const bo: PersonRecord = {
  id: `per_${suffix}b`,
  name: 'Bo',
  emails: ['bo@example.com'],
  usergroups: [],
  directoryGroups: [],
  oidcGroups: [],
  disabled: false,
}

export const cy: PersonRecord = {
  id: `per_${suffix}c`,
  name: null,
  emails: ['cy@example.com'],
  usergroups: [],
  directoryGroups: [],
  oidcGroups: [],
  disabled: false,
}

export function decisionOf(
  person: PersonRecord,
  decision: 'approve' | 'deny',
  at: string,
  comment: string | null = null,
): RequestRecord['decisions'][number] {
  return {
    id: `dec_${person.id.slice(4)}`,
    person,
    identity: `idn_${suffix}d`,
    decision,
    surface: 'slack',
    comment,
    at: new Date(at),
    lapsed: false,
  }
}

/** A pending request with something in every field. */
export function requestOf(change: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: `req_${suffix}d`,
    version: 1,
    status: 'pending',
    agent: { id: `agt_${suffix}d`, name: 'etl-bot', version: 1, disabled: false },
    key: `key_${suffix}d`,
    action: 'data.export',
    resource: 'postgres://prod/customers',
    environment: null,
    onBehalfOf: ana,
    onBehalfOfEmail: 'Ana@example.com',
    webhookUrl: null,
    digest: `sha256:9f2c41aa07de${'0'.repeat(52)}`,
    policyVersion: 'sha256:1',
    evaluation: {
      effect: 'review',
      rules: ['pii-export'],
      errors: [{ rule: 'small-reads', code: 'no_such_key' }],
      because: null,
      review: null,
      executeWithinSeconds: null,
      labels: ['pii', 'nightly'],
      labelSources: { pii: ['agent', 'postgres://prod/customers*'] },
      environment: 'production',
      environmentSource: 'resource',
    },
    warnings: [{ code: 'destination_unreachable', detail: 'No card can be posted to ops.' }],
    needs: [{ group: 'data-owners', count: 1 }],
    words: {
      summary: 'Export 10,412 customer rows to analytics',
      reason: 'Weekly churn\nmodel retraining',
      origin: null,
      links: [],
      classification: {},
    },
    payloadText: '{}',
    salt: new Uint8Array(32),
    decisions: [],
    cards: [],
    barred: [],
    createdAt: new Date('2026-11-21T14:02:03Z'),
    expiresAt: new Date('2026-11-21T14:32:03Z'),
    decidedAt: null,
    settlement: null,
    readAt: new Date('2026-11-21T14:03:00Z'),
    grant: null,
    outcome: null,
    ...change,
  }
}
