import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Account } from '../../../../src/app/ports.ts'
import { type FakeVerbs, fakeVerbs, personOf } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

const offer = 'q-5Zs_secret'
const path = `/console/link?offer=${offer}`
const account: Account = { provider: 'slack', tenant: 'T0MAIN', subject: 'U0BO' }
const ownAccount: Account = {
  provider: 'oidc',
  tenant: 'https://sso.example.com',
  subject: 'ana-1',
}
const [ana, bo] = ['ana@example.com', 'bo@example.com'].map((email) => personOf(email).id)
if (ana === undefined || bo === undefined) throw new Error('nobody is there')

let fake: FakeVerbs
let served: Served
let session: { cookie: string; csrf: string }

beforeEach(async () => {
  fake = fakeVerbs()
  fake.accounts.offers.set(offer, { account, name: 'Bo', known: true })
  fake.accounts.linked.push({ account, person: bo }, { account: ownAccount, person: ana })
  fake.accounts.people.set(bo, { name: 'Bo Berg', emails: ['bo@example.com', 'bo@other.example'] })
  fake.accounts.people.set(ana, { emails: ['ana@example.com'] })
  session = fake.signIn('ana@example.com')
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

function accept(fields: Record<string, string> = {}, { cookie, csrf } = session) {
  return served.post('/console/link', { csrf, offer, same: bo ?? '', ...fields }, cookie)
}

describe('the page at an address that somebody’s account asked for', () => {
  it('shows both people with their e-mails and accounts, who stays, and what to be sure of', async () => {
    const { status, body } = await served.get(path, session.cookie)

    expect(status).toBe(200)
    for (const words of [
      'Are both of these you?',
      'Signed in here',
      'ana@example.com',
      'https://sso.example.com',
      'ana-1',
      'Whose account of Slack it is',
      'Bo Berg',
      'bo@example.com, bo@other.example',
      'T0MAIN',
      'U0BO',
      'you asked the bot for this address yourself, just now',
      'If somebody sent you the address',
      'The one who is signed in here stays',
      'cannot be taken back',
      'Both are me</button>',
      'No</a>',
    ]) {
      expect(body).toContain(words)
    }
  })

  it('shows hostile names inert', async () => {
    const name = '"><img src=x onerror=alert(1)>\u202eana'
    fake.accounts.people.set(bo, { name, emails: ['<b>@example.com'] })

    const { body } = await served.get(path, session.cookie)

    expect(body).not.toMatch(/<img|<b>|\u202e/)
    expect(body).toContain('U+202E')
  })

  it('says to the account’s own person that it is theirs, and spends nothing', async () => {
    const { cookie } = fake.signIn('bo@example.com')

    const { status, body } = await served.get(path, cookie)

    expect(status).toBe(200)
    expect(body).toContain('was linked to you already')
    expect(fake.accounts.offers.has(offer)).toBe(true)
  })

  it.each([
    ['too long ago', new Date(Date.now() - 11 * 60_000)],
    ['nobody knows when', null],
  ])(
    'wants whoever proved who they are %s to sign in again, and tells nothing before',
    async (_, at) => {
      fake.provedAt(at)
      const stale = fake.signIn('ana@example.com')

      const { body } = await served.get(path, stale.cookie)
      const posted = await accept({}, stale)

      expect(body).toContain('Sign in again first')
      expect(body).toContain(`href="/console/sign-in?return=${encodeURIComponent(path)}"`)
      expect(body).not.toMatch(/Bo Berg|bo@example\.com/)
      expect([posted.status, posted.headers['location']]).toEqual([303, path])
      expect(fake.accounts.merged).toEqual([])
      expect(fake.accounts.offers.has(offer)).toBe(true)
    },
  )

  it('leads to the provider’s own sign-in in production', async () => {
    const production = fakeVerbs({ production: true })
    production.accounts.offers.set(offer, { account, name: 'Bo', known: true })
    production.accounts.linked.push({ account, person: bo })
    production.provedAt(null)
    const { cookie } = production.signIn('ana@example.com')
    const there = await serveConsole(production.verbs)

    const { body } = await there.get(path, cookie)

    expect(body).toContain(`href="/console/sign-in/start?return=${encodeURIComponent(path)}"`)
    await there.close()
  })

  it.each([
    [
      'the other is disabled',
      'is switched off here',
      () => {
        fake.accounts.people.set(bo, { disabled: true })
      },
    ],
    [
      'both have an account in one place',
      'account in the same place',
      () => {
        fake.accounts.linked.push({ account: { ...account, subject: 'U0ANA' }, person: ana })
      },
    ],
    [
      'the account did not ask for it',
      'belongs to another person',
      () => {
        fake.accounts.offers.set(offer, { account, name: 'Bo' })
      },
    ],
  ])('refuses where %s', async (_, words, change) => {
    change()

    const looked = await served.get(path, session.cookie)
    const posted = await accept()

    expect([looked.status, posted.status]).toEqual([409, 409])
    expect(looked.body).toContain(words)
    expect(posted.body).toContain(words)
    expect(fake.accounts.merged).toEqual([])
  })
})

describe('the button of two who are one', () => {
  it('makes the other one with the person of the session, once', async () => {
    const { status, body } = await accept()
    const again = await accept()

    expect(status).toBe(200)
    expect(body).toContain('You are one person now')
    expect(again.status).toBe(404)
    expect(fake.accounts.merged).toEqual([{ person: bo, into: ana }])
  })

  it.each([
    ['names nobody', ''],
    ['names a third person', personOf('cy@example.com').id],
    ['names no person at all', '<b>'],
  ])('shows the page again where the form %s', async (_, same) => {
    const { status, headers } = await accept({ same })

    expect([status, headers['location']]).toEqual([303, path])
    expect(fake.accounts.merged).toEqual([])
  })

  it.each(['', 'csrf-9'])('does nothing with the token %j', async (csrf) => {
    expect((await accept({ csrf })).status).toBe(403)
    expect(fake.accounts.merged).toEqual([])
  })

  it('does nothing for the form of another site', async () => {
    const { status } = await served.call('/console/link', {
      method: 'POST',
      headers: {
        origin: 'https://evil.example',
        'content-type': 'application/x-www-form-urlencoded',
        cookie: `countersign_session=${session.cookie}`,
      },
      body: new URLSearchParams({ csrf: session.csrf, offer, same: bo ?? '' }).toString(),
    })

    expect(status).toBe(403)
    expect(fake.accounts.merged).toEqual([])
  })
})
