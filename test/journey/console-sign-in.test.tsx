import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import { hashSecret } from '../../src/proof/verify/token.ts'
import { type RealProvider, startRealProvider } from '../fakes/oidc-people.ts'
import { launchBrowser } from '../harness/browser.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings } from '../harness/sign-in.ts'
import { faintTexts } from '../unit/surfaces/console/faint-texts.ts'

const browser = await launchBrowser()
/** Where there is no browser the harness has said so, and these are counted as skipped. */
const inBrowser = browser === null ? describe.skip : describe

let ground: Ground
let service: RunningService
let provider: RealProvider
let context: BrowserContext
let page: Page
let faults: string[]

inBrowser('a person in a browser', () => {
  beforeAll(async () => {
    provider = await startRealProvider()
    ground = await newGround()
    service = await startHere(ground, oidcSettings(provider.url))
    provider.serve(service.url)
    provider.people.set('ana', { email: 'ana@example.com', email_verified: true })
    provider.people.set('nobody', { email: 'nobody@example.com', email_verified: true })
  })

  beforeEach(async () => {
    if (browser === null) throw new Error('no browser')
    context = await browser.open({ viewport: { width: 320, height: 780 }, hasTouch: true })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    faults = []
    page.on('console', (line) => {
      if (/content security policy/i.test(line.text())) faults.push(line.text())
    })
  })

  afterEach(() => context.close())

  afterAll(async () => {
    await browser?.close()
    await service.stop()
    await ground.close()
    await provider.close()
  })

  /** From our page over the provider's two pages and back. */
  async function signIn(name: string) {
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await page.locator('input[name=login]').fill(name)
    await page.locator('input[name=password]').fill('any')
    await page.locator('button[type=submit]').click()
    await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' })
    await page.locator('button[type=submit]').click()
  }

  it('signs in, makes a token, revokes it, and signs out at both places', async () => {
    await page.goto(`${service.url}/console/account`)
    await signIn('ana')
    await page.getByRole('heading', { name: 'My account' }).waitFor()
    await page.getByLabel('Name').fill('My script')
    await page.getByLabel('Works for').selectOption('7 days')
    await page.getByRole('button', { name: 'Make a token' }).click()

    const token = (await page.locator('.secret').textContent()) ?? ''
    const asked = await service.api.call('GET', '/v1/requests', { token })
    await page.getByRole('button', { name: 'Revoke My script' }).click()
    await page.getByRole('button', { name: 'Revoke My script' }).waitFor({ state: 'detached' })
    const after = await service.api.call('GET', '/v1/requests', { token })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign out there too' }).click()
    await page.locator('button[value=yes]').click()
    await page.waitForURL(`${service.url}/console/sign-in**`)

    expect([asked.status, after.status]).toEqual([200, 401])
    expect(faults).toEqual([])
  })

  it('links the account of a chat after signing in, and sees it among their own', async () => {
    const account = { provider: 'entra', tenant: 'a-tenant', subject: 'an-object' }
    await rowsOf(
      ground.database.owner,
      `insert into link_offer (hash, provider, tenant, subject, expires_at)
       values ($1, $2, $3, $4, now() + interval '10 minutes')`,
      [hashSecret('the-offer'), account.provider, account.tenant, account.subject],
    )

    await page.goto(`${service.url}/console/link?offer=the-offer`)
    await signIn('ana')
    await page.getByRole('button', { name: 'Link this account' }).click()
    await page.getByText('You can decide there now').waitFor()
    await page.getByRole('link', { name: 'My account' }).click()
    await page.getByText('an-object').waitFor()

    expect(faults).toEqual([])
  })

  it('is told who the provider says they are, where nobody knows them', async () => {
    await page.goto(`${service.url}/console/sign-in`)
    await signIn('nobody')

    await page.getByRole('heading', { name: 'You are nobody we know' }).waitFor()
    expect(await page.getByText('nobody@example.com').count()).toBe(1)
  })

  it.each(['light', 'dark'] as const)(
    'can read every page of it on a narrow %s screen',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(`${service.url}/console/account`)
      await expectFit()
      await signIn('ana')
      await page.getByRole('heading', { name: 'My account' }).waitFor()
      await page.getByLabel('Name').fill('W'.repeat(64))
      await page.getByRole('button', { name: 'Make a token' }).click()
      await page.locator('.secret').waitFor()
      await expectFit()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('link', { name: 'Sign out there too' }).waitFor()
      await expectFit()
    },
  )

  async function expectFit() {
    const small = `[...document.querySelectorAll('button, select, input:not([type=hidden]), .button')]
      .filter((target) => target.getBoundingClientRect().height < 44).length`

    // A click does not wait for the style sheet of the page that it leads to.
    await page.waitForLoadState('load')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await page.evaluate(small)).toBe(0)
    expect(await page.evaluate(faintTexts)).toEqual([])
  }
})
