import { describe, expect, it } from '@jest/globals'
import type { z } from 'zod'
import { AgentBody, AgentPatch, KeyBody } from '../../../src/contract/agent.ts'
import { CancelBody, DecisionBody } from '../../../src/contract/decide.ts'
import { DecisionRefusal, ErrorCode } from '../../../src/contract/errors.ts'
import { EventQuery, ListQuery, WaitQuery } from '../../../src/contract/list.ts'
import { DevTokenBody, PolicyText } from '../../../src/contract/policy.ts'
import { digest } from '../../fakes/records.ts'

const decision = { decision: 'approve', digest }
const agent = { name: 'etl-bot', owners: ['Ana@Example.com'] }
const reads = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success
const text = (chars: number) => 'x'.repeat(chars)
const owners = (count: number) => Array.from({ length: count }, (_, i) => `a${i}@example.com`)

describe('every message', () => {
  it.each([
    { name: 'decision', schema: DecisionBody, body: decision },
    { name: 'withdrawal', schema: CancelBody, body: {} },
    { name: 'agent', schema: AgentBody, body: agent },
    { name: 'change of an agent', schema: AgentPatch, body: {} },
    { name: 'key', schema: KeyBody, body: {} },
    { name: 'policy', schema: PolicyText, body: { yaml: '' } },
    { name: 'development token', schema: DevTokenBody, body: { email: 'ana@example.com' } },
    { name: 'list query', schema: ListQuery, body: {} },
    { name: 'event query', schema: EventQuery, body: {} },
    { name: 'wait query', schema: WaitQuery, body: {} },
  ])('refuses an unknown field: $name', ({ schema, body }) => {
    expect(reads(schema, body)).toBe(true)
    expect(reads(schema, { ...body, unknown: 1 })).toBe(false)
    expect(reads(schema, { ...body, ['__proto__x']: 1 })).toBe(false)
  })
})

describe('the limits of the messages', () => {
  it.each([
    {
      of: 'comment',
      schema: DecisionBody,
      most: { ...decision, comment: text(2_000) },
      over: { ...decision, comment: text(2_001) },
    },
    {
      of: 'cancel reason',
      schema: CancelBody,
      most: { reason: text(2_000) },
      over: { reason: text(2_001) },
    },
    {
      of: 'name',
      schema: AgentBody,
      most: { ...agent, name: text(64) },
      over: { ...agent, name: text(65) },
    },
    {
      of: 'owners',
      schema: AgentBody,
      most: { ...agent, owners: owners(50) },
      over: { ...agent, owners: owners(51) },
    },
    { of: 'fewest owners', schema: AgentPatch, most: { owners: owners(1) }, over: { owners: [] } },
    {
      of: 'key’s life',
      schema: KeyBody,
      most: { expires_in: 63_244_800 },
      over: { expires_in: 63_244_801 },
    },
    {
      of: 'shortest key’s life',
      schema: KeyBody,
      most: { expires_in: 1 },
      over: { expires_in: 0 },
    },
    { of: 'wait', schema: WaitQuery, most: { wait: '60' }, over: { wait: '61' } },
    { of: 'least wait', schema: WaitQuery, most: { wait: '0' }, over: { wait: '-1' } },
    { of: 'page', schema: ListQuery, most: { limit: '200' }, over: { limit: '201' } },
    { of: 'least page', schema: ListQuery, most: { limit: '1' }, over: { limit: '0' } },
  ])('hold exactly at the boundary: $of', ({ schema, most, over }) => {
    expect(reads(schema, most)).toBe(true)
    expect(reads(schema, over)).toBe(false)
  })

  it('gives a page of 50 where nobody asks for another size', () => {
    expect(ListQuery.parse({}).limit).toBe(50)
  })
})

describe('a decision', () => {
  it.each([
    { why: 'without a digest', body: { decision: 'approve' } },
    { why: 'with a digest in capitals', body: { ...decision, digest: digest.toUpperCase() } },
    { why: 'with a digest of another hash', body: { ...decision, digest: `md5:${text(64)}` } },
    { why: 'with a cut digest', body: { ...decision, digest: digest.slice(0, -1) } },
    { why: 'with another word', body: { ...decision, decision: 'allow' } },
    { why: 'naming who decides', body: { ...decision, person: 'ana@example.com' } },
  ])('is refused $why', ({ body }) => {
    expect(reads(DecisionBody, body)).toBe(false)
  })
})

describe('an agent', () => {
  it('has its owners’ e-mails case-folded, and is an agent unless it says executor', () => {
    expect(AgentBody.parse(agent)).toEqual({
      name: 'etl-bot',
      owners: ['ana@example.com'],
      kind: 'agent',
    })
  })

  it.each(['', '-bot', 'etl bot', '<!channel>', 'étl', 'a\n', '@etl', 'a\u202eb'])(
    'is never called %j, because its name stands on every card',
    (name) => {
      expect(reads(AgentBody, { ...agent, name })).toBe(false)
    },
  )
})

describe('the wait', () => {
  it.each(['soon', 'NaN', '1e3', 'Infinity', '61'])('is refused as %j', (wait) => {
    expect(reads(WaitQuery, { wait })).toBe(false)
  })
})

describe('the codes', () => {
  it('name every refusal of a decision as an error of the API', () => {
    expect(ErrorCode.options).toEqual(expect.arrayContaining(DecisionRefusal.options))
  })

  it('are lower case words that never change their spelling', () => {
    expect(ErrorCode.options.filter((code) => !/^[a-z]+(_[a-z]+)*$/.test(code))).toEqual([])
  })
})
