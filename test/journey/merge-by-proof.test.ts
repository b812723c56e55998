import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import type { PersonPage, PersonView } from '../../src/contract/person.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { type RealProvider, startRealProvider } from '../fakes/oidc-people.ts'
import { recordsWithin } from '../fakes/slack-json.ts'
import { type RealVisitor, realVisitor } from '../harness/real-sign-in.ts'
import { rowsOf } from '../harness/rows.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings } from '../harness/sign-in.ts'
import { newSlackGround, type SlackGround } from '../harness/slack.ts'
import { until } from '../harness/until.ts'

/** One human with an account in Slack and another e-mail at the provider says that both are one. */
let slack: SlackGround
let service: RunningService
let provider: RealProvider

const names = ['ana', 'bo', 'cy', 'dana', 'eve', 'late', 'olga', 'pia']
const transfer = { action: 'money.move', payload: { amount: 5 } }

beforeAll(async () => {
  const members = names.flatMap((name) => [`${name}@example.com`, `${name}@work.example`])
  provider = await startRealProvider()
  slack = await newSlackGround({
    groups: `payers: { members: [${members.join(', ')}] }`,
    rules: `
  - name: transfers
    match: { action: "money.move" }
    then: review
    review: { needs: [ { group: payers, count: 3 } ], post_to: [approvals], expires_in: 30m }
`,
  })
  service = await startHere(slack.ground, { ...slack.settings, ...oidcSettings(provider.url) })
  provider.serve(service.url)
  for (const name of names) {
    provider.people.set(name, { email: `${name}@work.example`, email_verified: true })
  }
  provider.people.set('pia-there', { email: 'pia@example.com', email_verified: true })
})

afterAll(async () => {
  await service.stop()
  await slack.close()
  await provider.close()
})

const say = async (name: string, text: string) =>
  (await slack.hand(service).command(slack.workspace.user(name), text)).answer

/** The way to the address that an account of Slack asks for, after it was linked to its person. */
async function wayFrom(name: string): Promise<string> {
  await say(name, 'link')
  const answer = await say(name, 'link')
  const link = recordsWithin(answer).find(({ type }) => type === 'link')
  const { pathname, search } = new URL(String(link?.['url']))
  return `${pathname}${search}`
}

async function visitor(name: string): Promise<RealVisitor> {
  const browser = realVisitor(service, provider, name)
  await browser.signIn()
  return browser
}

async function personOf(email: string): Promise<PersonView> {
  const token = service.api.adminToken
  const found = await service.api.call<PersonPage>('GET', `/v1/people?email=${email}`, { token })
  const [person] = found.body.data
  if (person === undefined) throw new Error(`nobody holds ${email}`)
  return person
}

const pageOf = async (browser: RealVisitor, address: string) => (await browser.get(address)).text()

/** Presses the button of the page, whether it shows one or not. */
async function bothAreMe(browser: RealVisitor, way: string, other: PersonView) {
  const offer = new URL(way, service.url).searchParams.get('offer') ?? ''
  return browser.submit('/console/link', { offer, same: other.id })
}

async function approve(browser: RealVisitor, { id, digest }: RequestObject) {
  return browser.submit(`/requests/${id}/decisions`, { decision: 'approve', digest })
}

const mergesOf = async (into: PersonView) =>
  (
    await service.api.call<{ data: Record<string, unknown>[] }>(
      'GET',
      '/v1/events?type=person.merged&limit=200',
      { token: service.api.adminToken },
    )
  ).body.data.filter((event) => event['into'] === into.id)

describe('one human who proves two accounts in one browser', () => {
  it('is one person from then on: one seat is left of two approvals of a pending request', async () => {
    const request = await service.api.propose(transfer)
    await slack.press(service, 'bo', await slack.cardOf(request), 'Approve')
    const browser = await visitor('bo')
    await approve(browser, request)
    const before = await service.api.read(request.id)
    const [inSlack, here] = [await personOf('bo@example.com'), await personOf('bo@work.example')]

    const way = await wayFrom('bo')
    const page = await pageOf(browser, way)
    const merged = await bothAreMe(browser, way, inSlack)
    const again = await bothAreMe(browser, way, inSlack)
    const after = await service.api.read(request.id)

    for (const words of ['bo@example.com', 'bo@work.example', 'Both are me']) {
      expect(page).toContain(words)
    }
    expect([merged.status, again.status]).toEqual([200, 404])
    expect(merged.page).toContain('You are one person now')
    expect([before.needs[0]?.have, after.needs[0]?.have]).toEqual([2, 1])
    expect((await personOf('bo@example.com')).id).toBe(here.id)
    expect(await mergesOf(here)).toMatchObject([
      {
        actor: { kind: 'person', id: here.id },
        person: inSlack.id,
        surface: 'console',
        code: 'both_proven',
      },
    ])
    expect(await pageOf(browser, '/console/account')).toContain(slack.workspace.user('bo'))
  })

  it('has to prove it anew where the sign-in is old, and comes back to the page', async () => {
    const browser = await visitor('cy')
    const here = await personOf('cy@work.example')
    await rowsOf(
      slack.ground.database.owner,
      `update session set authenticated_at = now() - interval '10 minutes' where person_id = $1`,
      [here.id],
    )
    const way = await wayFrom('cy')
    const inSlack = await personOf('cy@example.com')

    const stale = await pageOf(browser, way)
    const refused = await bothAreMe(browser, way, inSlack)
    const { asked, callback } = await browser.signIn(way)
    const fresh = await pageOf(browser, way)
    const merged = await bothAreMe(browser, way, inSlack)

    expect(stale).toContain('Sign in again first')
    expect(stale).not.toContain('cy@example.com')
    expect(refused.status).toBe(303)
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0'])
    expect([callback.status, callback.headers.get('location')]).toEqual([303, way])
    expect(fresh).toContain('cy@example.com')
    expect(merged.status).toBe(200)
  })

  it('stays barred from what either of them owns', async () => {
    const agent = await service.api.agent('payer', { owners: ['olga@example.com'] })
    const asAgent = async (method: string, address: string, body?: object) =>
      (await service.api.call<RequestObject>(method, address, { token: agent.key, body })).body
    const propose = (amount: number) =>
      asAgent('POST', '/v1/requests', { ...transfer, payload: { amount } })
    const pending = await propose(1)
    const browser = await visitor('olga')
    await approve(browser, pending)
    const before = await asAgent('GET', `/v1/requests/${pending.id}`)

    const way = await wayFrom('olga')
    await bothAreMe(browser, way, await personOf('olga@example.com'))
    const next = await approve(browser, await propose(2))
    const after = await asAgent('GET', `/v1/requests/${pending.id}`)

    expect([before.needs[0]?.have, after.needs[0]?.have]).toEqual([1, 0])
    expect(next.status).toBe(403)
  })

  it('is told so where the account is theirs already', async () => {
    const way = await wayFrom('pia')
    const browser = await visitor('pia-there')

    expect(await pageOf(browser, way)).toContain('was linked to you already')
  })

  it('is two where both have an account of the provider', async () => {
    const way = await wayFrom('pia')
    await visitor('pia-there')
    const browser = await visitor('pia')
    const other = await personOf('pia@example.com')

    const looked = await browser.get(way)
    const refused = await bothAreMe(browser, way, other)

    expect([looked.status, refused.status]).toEqual([409, 409])
    expect(refused.page).toContain('ask an administrator to remove')
    expect((await personOf('pia@example.com')).id).toBe(other.id)
  })

  it('is made by one of two browsers that say so at once, and by the other not', async () => {
    const way = await wayFrom('dana')
    const inSlack = await personOf('dana@example.com')
    const browsers = await Promise.all(['dana', 'ana'].map(visitor))

    const results = await Promise.all(browsers.map((browser) => bothAreMe(browser, way, inSlack)))

    expect(results.map(({ status }) => status).toSorted()).toEqual([200, 404])
    const { id } = await personOf('dana@example.com')
    const people = [await personOf('dana@work.example'), await personOf('ana@work.example')]
    expect(people.map((person) => person.id).filter((one) => one === id)).toHaveLength(1)
    expect((await Promise.all(people.map(mergesOf))).flat()).toHaveLength(1)
  })

  it('is refused while one of the two is disabled, and no address is given to them', async () => {
    const way = await wayFrom('eve')
    const browser = await visitor('eve')
    const other = await personOf('eve@example.com')
    await service.api.call('PATCH', `/v1/people/${other.id}`, {
      token: service.api.adminToken,
      body: { disabled: true },
    })

    const looked = await browser.get(way)
    const refused = await bothAreMe(browser, way, other)

    expect([looked.status, refused.status]).toEqual([409, 409])
    expect(refused.page).toContain('is switched off here')
    expect(JSON.stringify(await say('eve', 'link'))).toContain('You are switched off here')
    expect((await personOf('eve@work.example')).disabled).toBe(false)
  })

  it.each([
    ['the other is disabled', `update person set disabled_at = now() where id = $1`],
    ['the account is removed', `update identity set ended_at = now() where person_id = $1`],
  ])('is not made where %s while it is written', async (_, change) => {
    const name = change.includes('disabled') ? 'ana' : 'pia'
    const way = await wayFrom(name)
    const other = await personOf(`${name}@example.com`)
    const browser = await visitor('late')
    const client = new pg.Client({ ...slack.ground.database.owner })
    await client.connect()
    await client.query('begin')
    await client.query(change, [other.id])
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`

    const made = bothAreMe(browser, way, other)
    await until(async () => (await rowsOf(slack.ground.database.owner, waiting)).length > 0)
    await client.query('commit')
    await client.end()

    expect((await made).status).toBe(404)
    expect((await personOf(`${name}@example.com`)).id).toBe(other.id)
    expect(await mergesOf(await personOf('late@work.example'))).toEqual([])
  })
})
