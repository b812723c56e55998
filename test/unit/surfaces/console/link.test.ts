import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Account } from '../../../../src/app/ports.ts'
import { type FakeVerbs, fakeVerbs, firstLink, personOf } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served
let session: { cookie: string; csrf: string }

beforeEach(async () => {
  fake = fakeVerbs()
  fake.accounts.offers.set(offer, { account, name: 'Ana Sommer' })
  session = fake.signIn('ana@example.com')
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

const offer = 'q-5Zs_secret'
const path = `/console/link?offer=${offer}`
const account: Account = {
  provider: 'entra',
  tenant: '8f1f6f5e-2f63-4f6a-9a67-0d7a5a3b9c01',
  subject: '1c2f0a77-51c5-4a56-8f3e-3f8f6f1f2a02',
}

function accept(fields: Record<string, string> = {}, cookie = session.cookie) {
  return served.post('/console/link', { csrf: session.csrf, offer, ...fields }, cookie)
}

describe('the page at a linking address', () => {
  it('says which account would become whose, and what to be sure of', async () => {
    const { status, body } = await served.get(path, session.cookie)

    expect(status).toBe(200)
    for (const words of [
      'Link this Microsoft Teams account to you?',
      'Ana Sommer',
      account.tenant,
      account.subject,
      'ana@example.com',
      'if you asked the bot for this address yourself, just now',
      'will decide in your name',
      'Link this account</button>',
      'No</a>',
    ]) {
      expect(body).toContain(words)
    }
  })

  it('names Slack where the account is one of Slack', async () => {
    const slack: Account = { provider: 'slack', tenant: 'T01', subject: 'U01' }
    fake.accounts.offers.set(offer, { account: slack, name: null })

    const { body } = await served.get(path, session.cookie)

    expect(body).toContain('Link this Slack account to you?')
    expect(body).toContain('without a name')
    expect(body).toContain('U01')
  })

  it('spends nothing, however often it is opened', async () => {
    await served.get(path, session.cookie)
    await served.call(path, { method: 'HEAD' })
    await served.get(path)

    const { status } = await accept()

    expect(status).toBe(200)
    expect(fake.accounts.linked).toHaveLength(1)
  })

  it('shows a hostile name inert', async () => {
    const name = '"><img src=x onerror=alert(1)>\u202eana@example.com\nyou'
    fake.accounts.offers.set(offer, { account, name })

    const { body } = await served.get(path, session.cookie)

    expect(body).not.toContain('<img')
    expect(body).not.toContain('\u202e')
    expect(body).toContain('U+202E')
    expect(body).toContain('⏎')
  })

  it('keeps its secret out of every Referer, and out of the address that its form goes to', async () => {
    const { headers, body } = await served.get(path, session.cookie)
    const signIn = await served.get(`/console/sign-in?return=${encodeURIComponent(path)}`)

    expect(headers['referrer-policy']).toBe('strict-origin')
    expect(signIn.headers['referrer-policy']).toBe('strict-origin')
    expect(body).toContain('action="/console/link"')
    expect(body.split(offer)).toHaveLength(2)
  })

  it.each(['unknown', '', 'a'.repeat(129), '%3Cb%3E', 'x&offer=y'])(
    'is not found for the offer %j, and says to ask for a new one',
    async (other) => {
      const { status, body } = await served.get(`/console/link?offer=${other}`, session.cookie)

      expect(status).toBe(404)
      expect(body).toContain('Ask the bot for a new one')
    },
  )
})

describe('somebody who has not signed in', () => {
  it('is led to the sign-in and from there back to the offer', async () => {
    const first = await served.get(path)
    const entered = await served.get(`/console/sign-in?link=${firstLink}`)
    const cookie = /=([^;]*)/.exec(entered.cookies[0] ?? '')?.[1] ?? ''

    const page = await served.get(first.headers['location'] ?? '', cookie)
    const [, back] = /name="return" value="([^"]*)"/.exec(page.body) ?? []
    const [, csrf] = /name="csrf" value="([^"]*)"/.exec(page.body) ?? []
    const fields = { csrf: csrf ?? '', email: 'bo@example.com', return: back ?? '' }
    const chosen = await served.post('/console/sign-in', fields, cookie)

    expect(first.status).toBe(303)
    expect(first.headers['location']).toBe(`/console/sign-in?return=${encodeURIComponent(path)}`)
    expect([chosen.status, chosen.headers['location']]).toEqual([303, path])
  })

  it('links nothing, and comes back to the offer where a session has ended', async () => {
    fake.endSessions()

    const answer = await accept()

    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toBe(`/console/sign-in?return=${encodeURIComponent(path)}`)
    expect(fake.accounts.linked).toEqual([])
    expect(fake.accounts.offers.has(offer)).toBe(true)
  })

  it('is told to open the address again where only the terminal can sign them in', async () => {
    const waiting = await served.get(`/console/sign-in?return=${encodeURIComponent(path)}`)
    const plain = await served.get('/console/sign-in')

    expect(waiting.body).toContain('open the address that brought you here once more')
    expect(plain.body).not.toContain('once more')
  })

  it.each([
    '/console/link?offer=a//evil.example',
    '/console/link?offer=a%26b',
    '/console/link?offer=',
    '/console/link?offer=a&b=c',
    '/console/link/../evil?offer=a',
  ])('is not led on to %s', async (wanted) => {
    const { cookie, csrf } = fake.signIn('bo@example.com')
    const fields = { csrf, email: 'ana@example.com', return: wanted }

    const answer = await served.post('/console/sign-in', fields, cookie)

    expect(answer.headers['location']).toBe('/requests')
  })
})

describe('the button', () => {
  const [ana, bo] = ['ana@example.com', 'bo@example.com'].map((email) => personOf(email).id)
  if (ana === undefined || bo === undefined) throw new Error('nobody is there')

  it('links the account to the person of the session, and to nobody that the form names', async () => {
    const { status, body } = await accept({ person: bo })

    expect(status).toBe(200)
    expect(body).toContain('You can decide there now')
    expect(fake.accounts.linked).toEqual([{ account, person: ana }])
  })

  it('works once', async () => {
    await accept()

    const again = await accept()

    expect(again.status).toBe(404)
    expect(again.body).toContain('Ask the bot for a new one')
  })

  it('says so where the account is theirs already', async () => {
    fake.accounts.linked.push({ account, person: ana })

    const { status, body } = await accept()

    expect(status).toBe(200)
    expect(body).toContain('was linked to you already')
  })

  it('refuses the account of another person and says what to do', async () => {
    fake.accounts.linked.push({ account, person: bo })

    const { status, body } = await accept()

    expect(status).toBe(409)
    expect(body).toContain('belongs to another person')
    expect(body).toContain('tell whoever runs Countersign')
    expect(body).not.toContain('bo@example.com')
  })

  it('refuses a second account in the same tenant', async () => {
    fake.accounts.linked.push({ account: { ...account, subject: 'other' }, person: ana })

    const { status, body } = await accept()

    expect(status).toBe(409)
    expect(body).toContain('You have another account there')
  })

  it.each([
    ['without the token of the session', { csrf: '' }],
    ['with the token of another session', { csrf: 'csrf-9' }],
  ])('does nothing %s', async (_name, fields) => {
    const { status } = await accept(fields)

    expect(status).toBe(403)
    expect(fake.accounts.offers.has(offer)).toBe(true)
  })

  it('does nothing for the form of another site', async () => {
    const { status } = await served.call('/console/link', {
      method: 'POST',
      headers: {
        origin: 'https://evil.example',
        'content-type': 'application/x-www-form-urlencoded',
        cookie: `countersign_session=${session.cookie}`,
      },
      body: new URLSearchParams({ csrf: session.csrf, offer }).toString(),
    })

    expect(status).toBe(403)
    expect(fake.accounts.offers.has(offer)).toBe(true)
  })

  it.each(['', 'no secret!', '<b>'])('is not found for the offer %j', async (other) => {
    const { status } = await accept({ offer: other })

    expect(status).toBe(404)
  })
})
