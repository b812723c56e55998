import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { digest, requestId } from '../../../fakes/cards.ts'
import { type FakeVerbs, fakeVerbs, pageView } from '../../../fakes/console-verbs.ts'
import { readPage } from './read-page.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served
let session: { cookie: string; csrf: string }

beforeEach(async () => {
  fake = fakeVerbs()
  fake.put(pageView({ card: { confirm: true } }))
  session = fake.signIn('ana@example.com')
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

function decide(fields: Record<string, string>) {
  const path = `/requests/${requestId}/decisions`
  return served.post(path, { csrf: session.csrf, digest, ...fields }, session.cookie)
}

async function boxes() {
  const { body } = await served.get(`/requests/${requestId}`, session.cookie)
  return readPage(body).elements.filter(({ attributes }) => attributes['type'] === 'checkbox')
}

describe('an action of high risk in the console', () => {
  it('is not approved without its box, and what was typed stays', async () => {
    const answer = await decide({ decision: 'approve', comment: 'Looked at it' })

    expect(answer.status).toBe(422)
    expect(readPage(answer.body).text).toContain('Tick the box above the buttons to approve it.')
    expect(answer.body).toContain('Looked at it')
    expect(fake.clicks).toEqual([])
  })

  it('is approved with it, and denied without it', async () => {
    const approval = await decide({ decision: 'approve', confirmed: 'yes' })
    fake.put(pageView({ card: { confirm: true } }))
    const denial = await decide({ decision: 'deny' })

    expect([approval.status, denial.status]).toEqual([303, 303])
    expect(fake.clicks.map(({ decision }) => decision)).toEqual(['approve', 'deny'])
  })

  it('has a box that a browser wants for an approval alone', async () => {
    const { body } = await served.get(`/requests/${requestId}`, session.cookie)
    const buttons = readPage(body).elements.filter(({ attributes }) => attributes['value'])

    expect(await boxes()).toEqual([
      expect.objectContaining({ attributes: expect.objectContaining({ required: '' }) }),
    ])
    const free = buttons.filter(({ attributes }) => 'formnovalidate' in attributes)
    expect(free.map(({ text }) => text)).toEqual(['Deny'])
  })

  it('has no box for somebody who may not approve, or where the risk is not high', async () => {
    fake.put(pageView({ card: { confirm: true }, may: { approve: false } }))
    expect(await boxes()).toEqual([])

    fake.put(pageView())
    expect(await boxes()).toEqual([])
  })
})
