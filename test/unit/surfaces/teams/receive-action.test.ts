import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { Click, DecideResult, PersonalCard } from '../../../../src/app/ports.ts'
import { type ActionPorts, receiveAction } from '../../../../src/surfaces/teams/receive-action.ts'
import { approvedCard, cardId, digest, pendingCard, requestId } from '../../../fakes/cards.ts'
import { acceptedRequest } from '../../../fakes/requests.ts'
import { ana, clickOn } from '../../../fakes/teams-origin.ts'
import { tenantId } from '../../../fakes/teams-people.ts'

const words = { r: requestId, d: digest, c: cardId }
const accepted: DecideResult = { ok: true, request: acceptedRequest, repeated: false }

let clicks: Click[]
/** How long the token check took before, in milliseconds. */
let tookAlready: number
let answer: () => Promise<DecideResult>
let seen: () => Promise<PersonalCard | null>

beforeEach(() => {
  clicks = []
  tookAlready = 0
  answer = async () => accepted
  seen = async () => ({ card: approvedCard(), may: null })
})

afterEach(() => {
  jest.useRealTimers()
})

function receive(verb: string, data: unknown) {
  const ports: ActionPorts = {
    decide: async (click) => {
      clicks.push(click)
      return answer()
    },
    look: () => seen(),
    clickers: async () => ({
      kind: 'account',
      account: { provider: 'entra', tenant: tenantId, subject: String(ana.objectId) },
      profile: { standing: 'member', email: 'ana@example.com', name: 'Ana' },
    }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  }
  return receiveAction(ports, clickOn(verb, data), Date.now() - tookAlready)
}

function refusedBy(code: 'self_approval' | 'comment_required'): DecideResult {
  return { ok: false, code, sentence: `because of ${code}`, request: null }
}

describe('a click in Microsoft Teams', () => {
  it('is a decision about the digest that the card showed, with the message that was clicked', async () => {
    await receive('countersign.approve', { ...words, comment: 'fine' })

    expect(clicks).toEqual([
      expect.objectContaining({
        request: requestId,
        decision: 'approve',
        digest,
        comment: 'fine',
        surface: 'teams',
        message: expect.objectContaining({
          card: cardId,
          key: '19:approvals@thread.tacv2:1',
        }),
      }),
    ])
  })

  it.each([
    ['approve', { comment: '', reason: 'Too big' }, null],
    ['deny', { comment: '', reason: 'Too big' }, 'Too big'],
    ['deny', { comment: 'half of it', reason: 'Too big' }, 'Too big: half of it'],
    ['deny', { comment: null, reason: '' }, null],
  ])('of %s takes %j as the comment %j', async (verb, inputs, comment) => {
    await receive(`countersign.${verb}`, { ...words, ...inputs })

    expect(clicks[0]?.comment).toBe(comment)
  })

  it('is answered with the card as the person now sees it', async () => {
    expect(await receive('countersign.deny', words)).toMatchObject({ kind: 'card' })
  })

  it('is answered in words where the card cannot be had, because the decision stands', async () => {
    seen = () => Promise.reject(new Error('the database is out'))

    expect(await receive('countersign.deny', words)).toEqual({
      kind: 'message',
      text: 'Your decision is recorded.',
    })
  })

  it('is refused in words', async () => {
    answer = async () => refusedBy('self_approval')

    expect(await receive('countersign.approve', words)).toEqual({
      kind: 'message',
      text: 'because of self_approval',
    })
  })

  it('is asked again on the card where the policy wants a comment', async () => {
    answer = async () => refusedBy('comment_required')
    seen = async () => ({ card: pendingCard(), may: null })

    const result = await receive('countersign.deny', words)

    expect(result.kind).toBe('card')
    expect(JSON.stringify(result)).toContain('wants a comment')
  })

  it('is not said to be decided where it could not be written', async () => {
    answer = () => Promise.reject(new Error('the database is out'))

    expect(await receive('countersign.approve', words)).toMatchObject({
      kind: 'message',
      text: expect.stringContaining('could not confirm'),
    })
  })

  it('is answered within two seconds, however slow everything else is', async () => {
    jest.useFakeTimers()
    answer = () => new Promise(() => undefined)
    let result: unknown = null
    const answered = receive('countersign.approve', words).then((value) => {
      result = value
    })

    await jest.advanceTimersByTimeAsync(1_999)

    expect(result).toMatchObject({ kind: 'message' })
    await answered
  })

  it('counts the time that the call took before it was let in', async () => {
    jest.useFakeTimers()
    tookAlready = 1_500
    answer = () => new Promise(() => undefined)
    const answered = receive('countersign.approve', words)

    await jest.advanceTimersByTimeAsync(499)

    expect(await answered).toMatchObject({ kind: 'message' })
  })

  it('takes no comment that is too long together with its reason', async () => {
    const said = { reason: 'Too big', comment: 'x'.repeat(1_995) }

    const result = await receive('countersign.deny', { ...words, ...said })

    expect(result).toMatchObject({ kind: 'message', text: expect.stringContaining('2,000') })
    expect(clicks).toEqual([])
  })

  it.each([
    ['an unknown verb', 'countersign.launch', words],
    ['a request that is none', 'countersign.approve', { ...words, r: 'req_1' }],
    ['no digest', 'countersign.approve', { r: requestId, c: cardId }],
    ['nothing', 'countersign.approve', {}],
  ])('with %s decides nothing', async (_, verb, data) => {
    expect(await receive(verb, data)).toMatchObject({ kind: 'message' })
    expect(clicks).toEqual([])
  })

  it('with a comment that is too long decides nothing, and says so', async () => {
    const result = await receive('countersign.deny', { ...words, comment: 'x'.repeat(2_001) })

    expect(result).toMatchObject({ kind: 'message', text: expect.stringContaining('2,000') })
    expect(clicks).toEqual([])
  })
})

describe('a refresh', () => {
  it('decides nothing and shows the card for this person', async () => {
    expect(await receive('countersign.refresh', words)).toMatchObject({ kind: 'card' })
    expect(clicks).toEqual([])
  })

  it.each<[string, () => Promise<PersonalCard | null>]>([
    ['cannot be had', () => Promise.reject(new Error('the database is out'))],
    ['is of no request', async () => null],
  ])('leaves the card that is there where another %s', async (_, look) => {
    seen = look

    expect(await receive('countersign.refresh', words)).toEqual({ kind: 'unchanged' })
  })

  it('leaves the card that is there where another takes too long', async () => {
    jest.useFakeTimers()
    seen = () => new Promise(() => undefined)
    const answered = receive('countersign.refresh', words)

    await jest.advanceTimersByTimeAsync(1_999)

    expect(await answered).toEqual({ kind: 'unchanged' })
  })
})
