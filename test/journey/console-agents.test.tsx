import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { AgentWithKeys } from '../../src/contract/agent.ts'
import type { EventView } from '../../src/contract/event.ts'
import { launchBrowser } from '../harness/browser.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const browser = await launchBrowser()
/** Where there is no browser the harness has said so, and these are counted as skipped. */
const inBrowser = browser === null ? describe.skip : describe

let ground: Ground
let service: RunningService & { link: string }
let state: Awaited<ReturnType<BrowserContext['storageState']>>
let context: BrowserContext
let page: Page

/** Olga administers; Dana owns what Olga registers. No page has a script to help it. */
inBrowser('an administrator in a browser without script', () => {
  beforeAll(async () => {
    if (browser === null) throw new Error('no browser')
    const groups = `platform: { members: [olga@example.com] }
  squad: { members: [dana@example.com] }`
    ground = await newGround(`${journeyPolicy({ groups })}admins: platform\n`)
    service = await startHere(ground)
    const first = await browser.open({ javaScriptEnabled: false })
    await (await first.newPage()).goto(service.link)
    state = await first.storageState()
    await first.close()
  })

  beforeEach(async () => {
    if (browser === null) throw new Error('no browser')
    context = await browser.open({
      javaScriptEnabled: false,
      storageState: state,
      viewport: { width: 320, height: 780 },
    })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await be('olga@example.com')
  })

  afterEach(async () => {
    state = await context.storageState()
    await context.close()
  })

  afterAll(async () => {
    await browser?.close()
    await service.stop()
    await ground.close()
  })

  async function be(email: string) {
    await page.goto(`${service.url}/console/sign-in`)
    await page.getByRole('button', { name: email }).click()
    await page.waitForURL('**/requests')
  }

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const unfold = (name: string) => page.locator('summary', { hasText: name }).first().click()
  const textOf = async (place: string) => (await page.locator(place).textContent()) ?? ''
  const secret = () => textOf('#made-secret')
  const statusOf = async (token: string) =>
    (await service.api.call('GET', '/v1/requests', { token })).status

  async function register(name: string, owners = 'dana@example.com\nsquad'): Promise<string> {
    await page.getByRole('link', { name: 'Agents', exact: true }).click()
    await page.getByRole('link', { name: 'Register an agent' }).click()
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Owners').fill(owners)
    await press('Register')
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    return await secret()
  }

  /** The page of an agent, and what the API says of it. */
  async function openAgent(name: string): Promise<AgentWithKeys> {
    await page.getByRole('link', { name: 'Agents', exact: true }).click()
    await page.getByRole('link', { name, exact: true }).click()
    const id = page.url().split('/').at(-1)
    return (await asOperator<AgentWithKeys>(`/v1/agents/${id}`)).body
  }

  const asOperator = <Body,>(address: string) =>
    service.api.call<Body>('GET', address, { token: service.api.adminToken })

  const section = (heading: string): Locator =>
    page.locator('section', { has: page.getByRole('heading', { name: heading, exact: true }) })

  it('registers an agent, whose key works and is shown once', async () => {
    const key = await register('new-bot')
    const line = await textOf('#made-trial')
    const agent = await openAgent('new-bot')
    const events = await asOperator<{ data: EventView[] }>('/v1/events?type=agent.created&limit=1')

    expect(await statusOf(key)).toBe(200)
    expect(line).toBe(`curl -sS ${service.url}/v1/requests -H "Authorization: Bearer ${key}"`)
    expect(await page.content()).not.toContain(key)
    expect(agent.owners).toEqual(['dana@example.com', { group: 'squad' }])
    expect(agent.keys.map((one) => one.made_by)).toEqual(['olga@example.com'])
    expect(events.body.data[0]).toMatchObject({ agent: agent.id, actor: { kind: 'person' } })
  })

  it('is told beside the fields what is refused, and goes on from there', async () => {
    await register('taken-bot')
    await page.goto(`${service.url}/console/agents/new`)
    await page.getByLabel('Name').fill('taken-bot')
    await page.getByLabel('Owners').fill('nobodies')
    await page.getByLabel('Executor').check()
    await press('Register')
    await page.getByText('“nobodies” is no e-mail and no group of the policy').waitFor()
    await page.getByLabel('Owners').fill('squad')
    await press('Register')
    await page.getByText('An agent of this name exists already').waitFor()
    await page.getByLabel('Name').fill('second-bot')
    await press('Register')
    await page.getByRole('heading', { name: 'second-bot', level: 1 }).waitFor()

    expect(await secret()).toMatch(/^cse_/)
    expect(await openAgent('second-bot')).toMatchObject({
      kind: 'executor',
      owners: [{ group: 'squad' }],
    })
  })

  it('makes a key that ends, and revokes the first', async () => {
    const first = await register('rolling-bot')
    await page.getByLabel('A new key works for').selectOption('7 days')
    await press('Make a key')
    await page.getByText('it is not shown again').waitFor()
    const second = await secret()
    const { keys } = await openAgent('rolling-bot')
    await section('Keys')
      .locator('li', { hasText: keys[0]?.id ?? '' })
      .locator('summary')
      .click()
    await press('Revoke this key')
    await page.getByText('1 key no longer works').waitFor()

    expect(await Promise.all([statusOf(first), statusOf(second)])).toEqual([401, 200])
    const days = keys.map(({ created_at: from, expires_at: until }) =>
      until === null ? null : (Date.parse(until) - Date.parse(from)) / 86_400_000,
    )
    expect(days).toEqual([null, expect.closeTo(7, 2)])
  })

  it('changes owners, and stops an agent and lets it go on', async () => {
    const key = await register('moved-bot')
    await unfold('Change owners')
    await page.getByLabel('Owners').fill('erin@example.com')
    await press('Save owners')
    await page.waitForURL('**/agt_*')
    const { owners } = await openAgent('moved-bot')
    await press('Disable')
    await page.getByText('Disabled: it may do nothing').waitFor()
    const stopped = await statusOf(key)
    await press('Enable')
    await page.getByText('Enabled.').waitFor()

    expect(owners).toEqual(['erin@example.com'])
    expect([stopped, await statusOf(key)]).toEqual([403, 200])
  })

  it('adds a trust, is told which is refused, and ends it', async () => {
    await register('trusting-bot')
    await openAgent('trusting-bot')
    await unfold('Trust tokens of a platform')
    await page.getByLabel('Issuer').fill('http://issuer.example')
    await page.getByLabel('Audience').fill('countersign')
    await page.getByLabel('Subject').fill('repo:*')
    await press('Add trust')
    await page.getByText('This must be an https URL').waitFor()
    await page.getByLabel('Issuer').fill('https://issuer.example')
    await press('Add trust')
    await page.getByText('This must have two whole segments before its first *').waitFor()
    await page.getByLabel('Subject').fill('repo:acme/*')
    await press('Add trust')
    await page.getByRole('button', { name: 'End the trust in repo:acme/*' }).waitFor()
    const { trusts } = await openAgent('trusting-bot')
    await press('End the trust in repo:acme/*')
    await page.getByText('None is taken').waitFor()

    expect(trusts).toMatchObject([
      { issuer: 'https://issuer.example', subject: 'repo:acme/*', made_by: 'olga@example.com' },
    ])
    expect((await openAgent('trusting-bot')).trusts).toEqual([])
  })

  it('leaves owners their agents to look at, and others none', async () => {
    await register('owned-bot')
    const { id } = await openAgent('owned-bot')
    await be('dana@example.com')
    await page.getByRole('link', { name: 'Agents', exact: true }).click()
    const ways = await page.getByRole('link', { name: 'People', exact: true }).count()
    await page.getByRole('link', { name: 'owned-bot' }).click()
    const forms = await page.locator('main form').count()
    const own = await textOf('main')
    await be('cy@example.com')
    await page.goto(`${service.url}/console/agents/${id}`)

    expect([ways, forms]).toEqual([0, 0])
    expect(own).toContain('made by olga@example.com')
    expect(await textOf('main')).toContain('There is no such page')
  })

  it('signs out from there', async () => {
    await page.goto(`${service.url}/console/agents`)
    await press('Sign out')
    await page.waitForURL('**/console/sign-in')

    expect(await page.getByRole('navigation').count()).toBe(0)
  })
})
