import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Clicker } from '../../../src/app/ports.ts'
import { showWaiting } from '../../../src/app/show-waiting.ts'
import { chatDeps, clickOf, tenantOf } from '../../fakes/chat-desk.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { compiledPolicy, policyVersion, requestRecord } from '../../fakes/records.ts'

let store: MemoryStore

beforeEach(() => {
  store = memoryStore([requestRecord(), requestRecord({ id: 'req_other' })])
  const identities = `{ teams: [ { tenant: ${tenantOf}, trust_email_domains: [example.com] } ] }`
  store.policies.set(policyVersion, compiledPolicy({ identities }))
})

function ask(clicker: Clicker, countMax = 10) {
  return showWaiting(chatDeps(store), {
    surface: 'teams',
    clicker,
    payloadCharsMax: 1_000,
    countMax,
  })
}

describe('what waits for whoever asks in a chat', () => {
  it('is what their groups are asked, with what they may do', async () => {
    const waiting = await ask(clickOf('ana'))

    expect(waiting).toMatchObject({
      kind: 'known',
      more: false,
      cards: [
        { card: { request: 'req_export' }, may: { approve: true } },
        { card: { request: 'req_other' }, may: { approve: true } },
      ],
    })
  })

  it('links an account that the policy trusts, because asking is an act of the person', async () => {
    await ask(clickOf('ana'))

    expect(store.events.map(({ type }) => type)).toEqual(['person.identity_linked'])
  })

  it('says that there is more than is shown', async () => {
    expect(await ask(clickOf('ana'), 1)).toMatchObject({ more: true, cards: [expect.anything()] })
  })

  it('is nothing of the asker’s own', async () => {
    store.people.set('per_olga', {
      id: 'per_olga',
      name: null,
      emails: ['olga@example.com', 'ana@example.com'],
      usergroups: [],
      directoryGroups: [],
      oidcGroups: [],
      disabled: false,
    })
    store.people.delete('per_ana')

    expect(await ask(clickOf('olga'))).toMatchObject({ kind: 'known', cards: [], more: false })
  })

  it.each([
    ['a guest', clickOf('ana', { standing: 'guest' }), 'Guests'],
    ['an account that nobody vouches for', clickOf('ana', { email: null }), 'which person'],
    [
      'an account of which nothing can be had',
      { ...clickOf('ana'), profile: 'unavailable' } as Clicker,
      'could not check',
    ],
  ])('is not told to %s', async (_, clicker, words) => {
    const waiting = await ask(clicker)

    expect(waiting).toMatchObject({ kind: 'unknown', sentence: expect.stringContaining(words) })
  })

  it('is not told to somebody who was disabled', async () => {
    const ana = store.people.get('per_ana')
    if (ana !== undefined) store.people.set('per_ana', { ...ana, disabled: true })

    expect(await ask(clickOf('ana'))).toMatchObject({ kind: 'unknown' })
  })
})
