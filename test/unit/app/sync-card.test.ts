import { beforeEach, describe, expect, it } from '@jest/globals'
import { type CardDesk, cardDesk, cardFacts, shownAt, typesOf } from '../../fakes/card-desk.ts'
import { cardRecord, minute, personRecord, requestRecord } from '../../fakes/records.ts'

let desk: CardDesk

beforeEach(() => {
  desk = cardDesk()
})

const settled = requestRecord({
  version: 3,
  status: 'cancelled',
  settlement: { by: 'agent', reason: null, seats: [] },
  decidedAt: minute(4),
})

describe('a card that was not posted yet', () => {
  it('is posted once, and the message is kept with the version that it shows', async () => {
    const change = await desk.sync()

    expect(desk.asked).toEqual(['post pending'])
    expect(change).toMatchObject({
      status: 'posted',
      reason: null,
      shownVersion: 1,
      posted: { surface: 'slack', key: 'C1/1.0', ref: { channel: 'C1', ts: '1.0' } },
      again: null,
    })
    expect(typesOf(change)).toEqual(['card.posted'])
  })

  it('is retired unseen where its request is settled', async () => {
    desk.facts = cardFacts({ request: settled })

    expect(await desk.sync()).toMatchObject({ status: 'retired', again: null, events: [] })
    expect(desk.asked).toEqual([])
  })

  it('is refused where the policy in force has no such destination', async () => {
    desk.facts = cardFacts({ card: cardRecord({ destination: 'gone' }) })

    const change = await desk.sync()

    expect(desk.asked).toEqual([])
    expect(change).toMatchObject({ status: 'failed', reason: 'destination_gone' })
    expect(typesOf(change)).toEqual(['card.failed destination_gone'])
  })

  it('is nobody’s where it is not there', async () => {
    desk.facts = null

    await desk.sync()

    expect(desk.saved).toEqual([])
  })

  it('says so where its surface is switched off, and is not tried again by itself', async () => {
    desk.facts = cardFacts({ card: cardRecord({ surface: 'teams' }) })

    const change = await desk.sync()

    expect(change).toMatchObject({ status: 'failed', reason: 'surface_off', again: null })
    expect(typesOf(change)).toEqual(['card.failed surface_off'])
  })
})

describe('a card that was posted', () => {
  it('is updated in those messages alone that are behind', async () => {
    desk.facts = shownAt({ '1.0': 2, '2.0': 3, '3.0': 1 })

    const change = await desk.sync()

    expect(desk.asked).toEqual(['update 1.0 pending', 'update 3.0 pending'])
    expect(change).toMatchObject({
      status: 'posted',
      shownVersion: 3,
      posted: null,
      shown: [
        { message: 'msg_1.0', version: 3 },
        { message: 'msg_3.0', version: 3 },
      ],
      again: null,
    })
    expect(typesOf(change)).toEqual(['card.updated'])
  })

  it('tells the platform and the log nothing where nothing changed', async () => {
    desk.facts = shownAt({ '1.0': 3 })

    const change = await desk.sync()

    expect(desk.asked).toEqual([])
    expect(change).toMatchObject({ status: 'posted', again: null, events: [] })
  })

  it('shows the verdict once its request is settled', async () => {
    desk.facts = shownAt({ '1.0': 1 }, { request: settled })

    await desk.sync()

    expect(desk.asked).toEqual(['update 1.0 cancelled'])
  })

  it('is posted anew at once where its message is gone and people may still decide', async () => {
    desk.facts = shownAt({ '1.0': 1 })
    desk.updateAnswers = { '1.0': { kind: 'gone' } }

    expect(await desk.sync(2)).toMatchObject({
      status: 'queued',
      reason: 'message_gone',
      gone: ['msg_1.0'],
      again: { afterSeconds: 0, attempt: 3 },
    })
  })

  it('is retired where its message is gone and the request is settled', async () => {
    desk.facts = shownAt({ '1.0': 1 }, { request: settled })
    desk.updateAnswers = { '1.0': { kind: 'gone' } }

    expect(await desk.sync()).toMatchObject({ status: 'retired', gone: ['msg_1.0'], again: null })
  })

  it('lives on in its other messages where one is gone', async () => {
    desk.facts = shownAt({ '1.0': 1, '2.0': 1 })
    desk.updateAnswers = { '1.0': { kind: 'gone' } }

    expect(await desk.sync()).toMatchObject({
      status: 'posted',
      reason: null,
      gone: ['msg_1.0'],
      shown: [{ message: 'msg_2.0' }],
      again: null,
    })
  })

  it('stays posted and tries again where the platform is out while it is updated', async () => {
    desk.facts = shownAt({ '1.0': 1, '2.0': 1 })
    desk.updateAnswers = { '2.0': { kind: 'later', reason: 'unreachable', afterSeconds: null } }

    expect(await desk.sync()).toMatchObject({
      status: 'posted',
      reason: 'unreachable',
      shownVersion: 1,
      shown: [{ message: 'msg_1.0' }],
      again: { afterSeconds: 2, attempt: 1 },
    })
  })
})

describe('a message in a person’s own conversation', () => {
  const ownCard = cardRecord({ status: 'posted', destination: '@personal', shownVersion: 1 })
  const shownTo = (name: string) => {
    const facts = shownAt({ '1.0': 1 }, { card: ownCard })
    return {
      ...facts,
      messages: facts.messages.map((one) => ({ ...one, person: personRecord(name) })),
    }
  }

  it('follows its request as long as the person may read it', async () => {
    desk.facts = shownTo('ana')

    await desk.sync()

    expect(desk.asked).toEqual(['update 1.0 pending'])
  })

  it('is taken away, once, from whoever may not read it any more', async () => {
    desk.facts = shownTo('eve')

    const change = await desk.sync()

    expect(desk.asked).toEqual(['retire 1.0 This request is not yours to see any more.'])
    expect(change?.gone).toEqual(['msg_1.0'])
  })

  it('is let go where the person removed the bot, and troubles nobody else', async () => {
    desk.facts = shownTo('ana')
    desk.updateAnswers = { '1.0': { kind: 'refused', reason: 'not_installed' } }

    expect(await desk.sync()).toMatchObject({ gone: ['msg_1.0'] })
  })
})
