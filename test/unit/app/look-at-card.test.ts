import { beforeEach, describe, expect, it } from '@jest/globals'
import { lookAtCard } from '../../../src/app/look-at-card.ts'
import type { Clicker } from '../../../src/app/ports.ts'
import { chatDeps, clickOf, knownKey, linkIn, tenantOf } from '../../fakes/chat-desk.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { compiledPolicy, digest, policyVersion, requestRecord } from '../../fakes/records.ts'

let store: MemoryStore

beforeEach(() => {
  store = memoryStore([requestRecord()])
  const identities = `{ teams: [ { tenant: ${tenantOf}, trust_email_domains: [example.com] } ] }`
  store.policies.set(policyVersion, compiledPolicy({ identities }))
})

function look(clicker: Clicker, changes: Partial<Parameters<typeof lookAtCard>[1]> = {}) {
  return lookAtCard(chatDeps(store), {
    request: 'req_export',
    digest,
    message: { card: 'crd_one', key: knownKey, ref: {} },
    surface: 'teams',
    clicker,
    payloadCharsMax: 1_000,
    ...changes,
  })
}

const elsewhere = { message: { card: 'crd_one', key: 'own-chat:7', ref: {} } } as const

describe('a card before one person', () => {
  it('offers an approver what they may do', async () => {
    linkIn(store, 'ana')

    expect((await look(clickOf('ana')))?.may).toMatchObject({
      approve: true,
      deny: true,
      whyNot: null,
    })
  })

  it('tells an owner why they cannot decide, and who still can', async () => {
    linkIn(store, 'olga')

    const seen = await look(clickOf('olga'))

    expect(seen?.may).toMatchObject({ approve: false, deny: false })
    expect(seen?.may?.whyNot).toMatch(/own action.*Still needed: data-owners, security/)
  })

  it('knows a trusted account that has never clicked, and links nothing by being looked at', async () => {
    expect((await look(clickOf('ana')))?.may).toMatchObject({ approve: true })
    expect(store.identities.size).toBe(0)
    expect(store.events).toEqual([])
  })

  it.each([
    ['a guest', clickOf('ana', { standing: 'guest' })],
    ['a stranger', clickOf('ana', { standing: 'stranger' })],
    ['an e-mail of another domain', clickOf('ana', { email: 'ana@evil.test' })],
    ['an account without an e-mail', clickOf('ana', { email: null })],
    [
      'an account of which nothing can be had',
      { ...clickOf('ana'), profile: 'unavailable' } as Clicker,
    ],
  ])('shows %s what everybody sees', async (_, clicker) => {
    const seen = await look(clicker)

    expect(seen?.card.action).toBe('data.export')
    expect(seen?.may).toBeNull()
  })

  it('does not let a linked account stand for its person once it is a guest', async () => {
    linkIn(store, 'ana')

    expect((await look(clickOf('ana', { standing: 'guest' })))?.may).toBeNull()
  })

  it('says to whoever has approved that others are still needed', async () => {
    linkIn(store, 'ana')
    const person = store.people.get('per_ana')
    if (person === undefined) throw new Error('ana is missing')
    const decision = {
      id: 'dec_ana',
      person,
      identity: 'idn_ana',
      decision: 'approve',
      surface: 'teams',
      lapsed: false,
      comment: null,
      at: store.now,
    } as const
    store.records.set('req_export', requestRecord({ decisions: [decision] }))

    const seen = await look(clickOf('ana'))

    expect(seen?.may).toMatchObject({ approve: false, deny: true })
    expect(seen?.may?.whyNot).toContain('approved this already')
  })

  it.each([
    ['a colleague in none of the groups', clickOf('sam')],
    ['a guest', clickOf('ana', { standing: 'guest' })],
    ['a stranger', clickOf('ana', { standing: 'stranger' })],
  ])('shows %s nothing but in a message that shows it anyway', async (_, clicker) => {
    expect(await look(clicker)).not.toBeNull()
    expect(await look(clicker, elsewhere)).toBeNull()
    expect(await look(clicker, { message: null })).toBeNull()
  })

  it('is shown anywhere to whoever may read the request', async () => {
    expect(await look(clickOf('ana'), elsewhere)).not.toBeNull()
  })

  it('is nothing for a digest that is not the request’s', async () => {
    expect(await look(clickOf('ana'), { digest: `sha256:${'0'.repeat(64)}` })).toBeNull()
  })

  it('is nothing where the request does not exist', async () => {
    store.records.clear()

    expect(await look(clickOf('ana'))).toBeNull()
  })
})
