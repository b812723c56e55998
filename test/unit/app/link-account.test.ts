import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Clicker } from '../../../src/app/ports.ts'
import { accountOf, clickOf, linkIn, tenantOf } from '../../fakes/chat-desk.ts'
import { type LinkDesk, linkDesk } from '../../fakes/link-desk.ts'
import { compiledPolicy, policyVersion } from '../../fakes/records.ts'

let desk: LinkDesk

beforeEach(() => {
  desk = linkDesk()
})

describe('a one-time address for linking', () => {
  it('is of the console, and its secret is kept as a hash alone', async () => {
    const answer = await desk.offer(clickOf('ana', { email: null }))

    expect(answer).toEqual({
      kind: 'offered',
      url: 'https://countersign.example.com/console/link?offer=secret-1',
      known: false,
    })
    expect([...desk.offers.keys()]).toEqual(['hash of secret-1'])
  })

  it('links the account to whoever is signed in, and records it', async () => {
    const offer = await desk.offered('ana')

    expect(await desk.accept(offer, 'per_ana')).toEqual({ kind: 'linked' })
    expect(desk.store.identities.size).toBe(1)
    expect(desk.store.events).toMatchObject([
      { type: 'person.identity_linked', actor: { kind: 'person', id: 'per_ana' } },
    ])
  })

  it('spends nothing by being read, and works once', async () => {
    const offer = await desk.offered('ana')

    const ana = desk.by('per_ana')
    const view = { kind: 'link', offered: { account: accountOf('ana') } }
    expect(await desk.look(offer, ana)).toMatchObject(view)
    expect(await desk.look(offer, ana)).toMatchObject(view)
    await desk.accept(offer, 'per_ana')
    expect(await desk.look(offer, ana)).toEqual({ kind: 'unknown_offer' })
    expect(await desk.accept(offer, 'per_bo')).toEqual({ kind: 'unknown_offer' })
  })

  it('is over after ten minutes', async () => {
    const offer = await desk.offered('ana')
    desk.store.now = new Date(desk.store.now.getTime() + 10 * 60_000)

    expect(await desk.accept(offer, 'per_ana')).toEqual({ kind: 'unknown_offer' })
  })

  it('never takes an account from the person who has it', async () => {
    const [first, second] = [await desk.offered('ana'), await desk.offered('ana')]
    linkIn(desk.store, 'ana')

    expect(await desk.accept(first, 'per_bo')).toEqual({ kind: 'taken' })
    expect(await desk.accept(second, 'per_ana')).toEqual({ kind: 'already_yours' })
  })

  it('is not made where the policy trusts the e-mail: the account is its holder’s from then on', async () => {
    const identities = `{ teams: [ { tenant: ${tenantOf}, trust_email_domains: [example.com] } ] }`
    desk.store.policies.set(policyVersion, compiledPolicy({ identities }))

    expect(await desk.offer(clickOf('olga'))).toEqual({ kind: 'linked' })
    expect([...desk.store.identities.values()]).toMatchObject([{ person: 'per_olga' }])
    expect(desk.offers.size).toBe(0)
  })

  it('can be accepted by nobody but the holder of the account’s e-mail, trusted or not', async () => {
    const [first, second] = [
      await desk.offered('olga', 'olga@example.com'),
      await desk.offered('olga', 'olga@example.com'),
    ]

    expect(await desk.accept(first, 'per_cy')).toEqual({ kind: 'taken' })
    expect(await desk.accept(second, 'per_olga')).toEqual({ kind: 'linked' })
  })

  it.each([
    ['a guest', clickOf('ana', { standing: 'guest' })],
    [
      'somebody of whom nothing can be had',
      { ...clickOf('ana'), profile: 'unavailable' } as Clicker,
    ],
  ])('is not made for %s', async (_, clicker) => {
    expect(await desk.offer(clicker)).toMatchObject({ kind: 'refused' })
  })

  it('refuses a second account in the same tenant', async () => {
    linkIn(desk.store, 'ana')

    const result = await desk.accept(await desk.offered('other'), 'per_ana')

    expect(result).toEqual({ kind: 'second_account' })
    expect(desk.store.identities.size).toBe(1)
  })

  it('is unknown where nobody made it', async () => {
    expect(await desk.accept('guessed', 'per_ana')).toEqual({ kind: 'unknown_offer' })
  })
})
