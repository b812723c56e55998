import { expect, it } from '@jest/globals'
import { riskOf } from '../../../../src/core/card/risk.ts'
import { pendingCard } from '../../../fakes/cards.ts'

it('each label says where it comes from, and what only the agent says is said to be so', () => {
  const card = pendingCard({
    environmentSource: 'agent',
    labels: [
      { label: 'pii', sources: ['agent', 'postgres://prod/**'] },
      { label: 'nightly', sources: ['agent'] },
      { label: 'old', sources: [] },
    ],
  })

  expect(riskOf(card)).toEqual({
    rules: ['pii-export'],
    labels: [
      { label: 'pii', from: 'from postgres://prod/**, said by the agent' },
      { label: 'nightly', from: 'said by the agent' },
      { label: 'old', from: '' },
    ],
    environment: 'environment said by the agent',
  })
})

it('nothing is said of an environment that the policy knows, or of none', () => {
  expect(riskOf(pendingCard({ environmentSource: 'resource' })).environment).toBeNull()
  expect(riskOf(pendingCard({ environmentSource: null })).environment).toBeNull()
})
