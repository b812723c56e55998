import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { judge } from '../../../src/core/judge.ts'
import type { PersonRecord, RequestRecord } from '../../../src/core/record.ts'
import { caseOf, cy, kim, olga } from '../../fakes/cases.ts'
import {
  compiledPolicy,
  decisionRecord,
  groupsYaml,
  personRecord,
  requestRecord,
  reviewYaml,
} from '../../fakes/records.ts'

const path = new URL('../../../docs/identity.md', import.meta.url)

const policy = compiledPolicy({
  admins: 'platform',
  groups: groupsYaml({
    'data-owners': ['ana', 'bo', 'olga'],
    security: ['cy', 'kim'],
    platform: ['pat', 'ana'],
    sre: ['sam'],
  }),
  default: reviewYaml('data-owners: 1, security: 1', 'escalate: { after: 1m, add_group: sre }'),
})
const needs = [
  { group: 'data-owners', count: 1, escalated: [{ group: 'sre', count: 1 }] },
  { group: 'security', count: 1 },
]
const ana = personRecord('ana')

/** Who somebody is to a request, and the request as they find it. */
const rows: [string, PersonRecord, Partial<RequestRecord>][] = [
  ['a member of a group that is asked', ana, {}],
  ['a member of a group that it was escalated to', personRecord('sam'), {}],
  [
    'a member, where the others have filled every seat of the group',
    kim,
    { decisions: [decisionRecord(cy)] },
  ],
  ['a member who approved it before', cy, { decisions: [decisionRecord(cy)] }],
  ['a member who is behind the action', olga, { barred: [olga.id] }],
  ['a member who is behind the action and administers', ana, { barred: [ana.id] }],
  ['an administrator who is in no group that is asked', personRecord('pat'), {}],
  ['a member who is disabled', personRecord('ana', { disabled: true }), {}],
  ['anybody else', personRecord('eve'), {}],
  ['a member, once it is settled', ana, { status: 'expired' }],
]

function answer(
  person: PersonRecord,
  changes: Partial<RequestRecord>,
  decision: 'approve' | 'deny',
): string {
  const request = requestRecord({ needs, ...changes })
  const ruling = judge(caseOf({ policy, person, decision, request }))
  if (ruling.kind === 'recorded') return 'yes'
  return ruling.kind === 'refused' ? `no: \`${ruling.code}\`` : 'as before'
}

it('the table of who may decide is what the code answers', () => {
  const table = [
    '| who | may approve | may deny |',
    '| --- | --- | --- |',
    ...rows.map(
      ([who, person, changes]) =>
        `| ${who} | ${answer(person, changes, 'approve')} | ${answer(person, changes, 'deny')} |`,
    ),
  ].join('\n')

  expect(readFileSync(path, 'utf8')).toContain(table)
})
