import { describe, expect, it } from '@jest/globals'
import { DecisionRefusal } from '../../../src/contract/errors.ts'
import { type RefusalContext, refusalSentence } from '../../../src/core/sentences.ts'

const context: RefusalContext = {
  agent: 'etl-bot',
  action: 'data.export',
  status: 'expired',
  open: [
    { group: 'security', count: 1 },
    { group: 'sre', count: 2 },
  ],
  url: 'https://countersign.example.com/requests/req_export',
}

describe('refusalSentence', () => {
  it.each(DecisionRefusal.options)('says in whole sentences why: %s', (code) => {
    expect(refusalSentence(code, context)).toMatch(/^[A-Z].*[^ ]$/)
  })

  it('says something else for every code', () => {
    const said = DecisionRefusal.options.map((code) => refusalSentence(code, context))

    expect(new Set(said).size).toBe(DecisionRefusal.options.length)
  })

  it.each(['self_approval', 'not_an_approver', 'need_already_met'] as const)(
    'says of %s who is still needed',
    (code) => {
      expect(refusalSentence(code, context)).toMatch(/ Still needed: security, sre \(2\)\.$/)
      expect(refusalSentence(code, { ...context, open: [] })).not.toContain('Still needed')
    },
  )

  it.each([
    { code: 'already_decided', names: 'expired' },
    { code: 'self_approval', names: 'etl-bot' },
    { code: 'comment_required', names: context.url },
  ] as const)('names in $code what it speaks of', ({ code, names }) => {
    expect(refusalSentence(code, context)).toContain(names)
  })
})
