import { beforeEach, describe, expect, it } from '@jest/globals'
import { accountOf, clickOf, linkIn } from '../../fakes/chat-desk.ts'
import { type LinkDesk, linkDesk } from '../../fakes/link-desk.ts'
import { personRecord } from '../../fakes/records.ts'

let desk: LinkDesk

beforeEach(() => {
  desk = linkDesk()
  linkIn(desk.store, 'ana')
})

describe('an offer for an account that is somebody’s already', () => {
  it('is theirs alone to give, and says so', async () => {
    const answer = await desk.offer(clickOf('ana'))

    expect(answer).toMatchObject({ kind: 'offered', known: true })
    expect([...desk.offers.values()]).toMatchObject([{ holder: 'per_ana' }])
  })

  it('is not made where they are disabled', async () => {
    desk.store.people.set('per_ana', personRecord('ana', { disabled: true }))

    expect(await desk.offer(clickOf('ana'))).toMatchObject({ kind: 'refused' })
    expect(desk.offers.size).toBe(0)
  })

  it('tells them that it is theirs', async () => {
    expect(await desk.look(await desk.offered('ana'), desk.by('per_ana'))).toEqual({
      kind: 'already_yours',
    })
  })

  it('shows another person both, and makes them one once they say so', async () => {
    const offer = await desk.offered('ana')

    expect(await desk.look(offer, desk.by('per_cy'))).toMatchObject({
      kind: 'merge',
      yours: { person: { id: 'per_cy', emails: ['cy@example.com'] }, identities: [] },
      theirs: {
        person: { id: 'per_ana', emails: ['ana@example.com'] },
        identities: [accountOf('ana')],
      },
    })
    expect(await desk.accept(offer, 'per_cy', 'per_ana')).toEqual({ kind: 'merged' })
    expect(desk.merges).toMatchObject([
      {
        person: 'per_ana',
        into: 'per_cy',
        offer: 'hash of secret-1',
        event: {
          type: 'person.merged',
          actor: { kind: 'person', id: 'per_cy' },
          surface: 'console',
          code: 'both_proven',
        },
      },
    ])
  })

  it('makes nobody one with a person whom they were not shown', async () => {
    const offer = await desk.offered('ana')

    expect(await desk.accept(offer, 'per_cy')).toEqual({ kind: 'look_again' })
    expect(await desk.accept(offer, 'per_cy', 'per_bo')).toEqual({ kind: 'look_again' })
    expect(desk.merges).toEqual([])
  })

  it('links nothing for somebody who agreed to a merge, where the account is nobody’s by now', async () => {
    const offer = await desk.offered('ana')
    desk.store.identities.clear()

    expect(await desk.accept(offer, 'per_ana', 'per_bo')).toEqual({ kind: 'look_again' })
    expect(desk.store.identities.size).toBe(0)
  })

  it.each([
    ['ten minutes ago', 600],
    ['a day ago', 86_400],
  ])(
    'asks whoever proved who they are %s to do so again, before it shows anything',
    async (_, ago) => {
      const offer = await desk.offered('ana')
      const old = desk.by('per_cy', ago)

      expect(await desk.look(offer, old)).toEqual({ kind: 'sign_in_again' })
      expect(await desk.acceptAs(offer, { ...old, same: 'per_ana' })).toEqual({
        kind: 'look_again',
      })
      expect(desk.merges).toEqual([])
      expect(await desk.accept(offer, 'per_cy', 'per_ana')).toEqual({ kind: 'merged' })
    },
  )

  it('asks so of whoever nobody can tell when they did', async () => {
    const unknown = { person: 'per_cy', authenticatedAt: null } as const

    expect(await desk.look(await desk.offered('ana'), unknown)).toEqual({
      kind: 'sign_in_again',
    })
  })

  it('is refused where its person was disabled meanwhile', async () => {
    const offer = await desk.offered('ana')
    desk.store.people.set('per_ana', personRecord('ana', { disabled: true }))

    expect(await desk.look(offer, desk.by('per_cy'))).toEqual({ kind: 'other_disabled' })
    expect(await desk.accept(offer, 'per_cy', 'per_ana')).toEqual({ kind: 'other_disabled' })
    expect(desk.merges).toEqual([])
  })

  it('is refused where both have an account in one place', async () => {
    linkIn(desk.store, 'cy')
    const offer = await desk.offered('ana')
    desk.mergeResult = 'second_identity'

    expect(await desk.look(offer, desk.by('per_cy'))).toEqual({ kind: 'second_identity' })
    expect(await desk.accept(offer, 'per_cy', 'per_ana')).toEqual({ kind: 'second_identity' })
  })

  it('is taken where the account is a third person’s by now', async () => {
    const offer = await desk.offered('ana')
    const { provider, tenant, subject } = accountOf('ana')
    const moved = { person: 'per_olga', identity: 'idn_ana' } as const
    desk.store.identities.set(`${provider}/${tenant}/${subject}`, moved)

    expect(await desk.look(offer, desk.by('per_cy'))).toEqual({ kind: 'taken' })
    expect(await desk.accept(offer, 'per_cy', 'per_olga')).toEqual({ kind: 'taken' })
    expect(desk.merges).toEqual([])
  })

  it('is over where the store merged nothing: used up, or one of them changed meanwhile', async () => {
    desk.mergeResult = 'unknown'

    expect(await desk.accept(await desk.offered('ana'), 'per_cy', 'per_ana')).toEqual({
      kind: 'unknown_offer',
    })
  })
})
