import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import type { PersonId } from '../../src/contract/ids.ts'
import { requestId } from '../fakes/cards.ts'
import { type FakeVerbs, fakeVerbs, firstLink, pageView, personOf } from '../fakes/console-verbs.ts'
import { launchBrowser } from '../harness/browser.ts'
import { faintTexts } from '../unit/surfaces/console/faint-texts.ts'
import { type Served, serveConsole } from '../unit/surfaces/console/serve.ts'

const browser = await launchBrowser()
/** Where there is no browser the harness has said so, and these are counted as skipped. */
const inBrowser = browser === null ? describe.skip : describe

const offer = 'q-5Zs_secret'
const account = {
  provider: 'entra',
  tenant: '8f1f6f5e-2f63-4f6a-9a67-0d7a5a3b9c01',
  subject: '1c2f0a77-51c5-4a56-8f3e-3f8f6f1f2a02',
} as const

const issuerAccount = {
  provider: 'oidc',
  tenant: `https://${'sso'.repeat(40)}.example.com`,
  subject: 'ana-1',
} as const

let fake: FakeVerbs
let served: Served
let context: BrowserContext
let page: Page

inBrowser('the forms of the console in a browser', () => {
  beforeAll(async () => {
    fake = fakeVerbs()
    served = await serveConsole(fake.verbs)
  })

  beforeEach(async () => {
    if (browser === null) throw new Error('no browser')
    fake.endSessions()
    fake.addLink(firstLink)
    fake.put(pageView())
    fake.accounts.offers.set(offer, { account, name: 'W'.repeat(64) })
    fake.accounts.linked.length = 0
    fake.accounts.merged.length = 0
    context = await browser.open({ viewport: { width: 320, height: 780 }, hasTouch: true })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(`${served.origin}/console/sign-in?link=${firstLink}`)
  })

  afterEach(() => context.close())

  afterAll(async () => {
    await browser?.close()
    await served.close()
  })

  async function signIn() {
    await page.getByRole('button', { name: 'ana@example.com' }).click()
  }

  it('link an account over the sign-in, and tell no address its secret', async () => {
    const referers: string[] = []
    page.on('request', (request) => void referers.push(request.headers()['referer'] ?? ''))

    await page.goto(`${served.origin}/console/link?offer=${offer}`)
    await signIn()
    await page.getByRole('button', { name: 'Link this account' }).click()

    await page.getByText('You can decide there now').waitFor()
    const { id } = personOf('ana@example.com')
    expect(fake.accounts.linked).toEqual([{ account, person: id }])
    expect(referers.filter((referer) => referer.includes(offer))).toEqual([])
  })

  it('link nothing where somebody says No', async () => {
    await page.goto(`${served.origin}/console/link?offer=${offer}`)
    await signIn()
    await page.getByRole('link', { name: 'No', exact: true }).click()

    await page.waitForURL('**/requests')
    expect(fake.accounts.linked).toEqual([])
  })

  /** An address that the account of somebody else asked for, whose name and e-mails are as long as they come. */
  function offerOfAnother(): PersonId {
    const { id: other } = personOf('bo@example.com')
    const long = 'W'.repeat(120)
    fake.accounts.offers.set(offer, { account, name: long, known: true })
    fake.accounts.linked.push({ account, person: other })
    fake.accounts.linked.push({ account: issuerAccount, person: personOf('ana@example.com').id })
    fake.accounts.people.set(other, { name: long, emails: [`${long}@example.com`] })
    return other
  }

  it('make two people one by the keyboard alone, after signing in again', async () => {
    const other = offerOfAnother()
    fake.provedAt(null)
    await signIn()
    fake.provedAt(new Date())
    await page.goto(`${served.origin}/console/link?offer=${offer}`)
    await press('Sign in again')
    await page.getByRole('button', { name: 'ana@example.com' }).press('Enter')
    await page.getByRole('heading', { name: 'Are both of these you?' }).waitFor()
    await press('Both are me')

    await page.getByRole('heading', { name: 'You are one person now' }).waitFor()
    expect(fake.accounts.merged).toEqual([{ person: other, into: personOf('ana@example.com').id }])
  })

  it('make nobody one where somebody says No', async () => {
    offerOfAnother()
    await page.goto(`${served.origin}/console/link?offer=${offer}`)
    await signIn()
    await page.getByRole('link', { name: 'No', exact: true }).click()

    await page.waitForURL('**/requests')
    expect(fake.accounts.merged).toEqual([])
  })

  /** Goes from the top of the page by Tab to what has this name, which has to be seen to be there, and presses it. */
  async function press(name: string) {
    const at = `document.activeElement?.textContent?.trim() === ${JSON.stringify(name)}`
    for (let tabs = 0; tabs < 20 && !(await page.evaluate(at)); tabs += 1) {
      await page.keyboard.press('Tab')
    }
    const outline = 'getComputedStyle(document.activeElement).outlineStyle'
    expect([await page.evaluate(at), await page.evaluate(outline)]).toEqual([true, 'solid'])
    await page.keyboard.press('Enter')
  }

  it.each(['light', 'dark'] as const)('show both of two people in %s', async (scheme) => {
    offerOfAnother()
    await signIn()
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(`${served.origin}/console/link?offer=${offer}`)

    await page.getByRole('heading', { name: 'Are both of these you?' }).waitFor()
    expect(await page.locator('h1').count()).toBe(1)
    await expectFit()
  })

  async function expectFit() {
    const small = `[...document.querySelectorAll('button, select, .button')]
      .filter((target) => target.getBoundingClientRect().height < 44).length`

    // A click does not wait for the style sheet of the page that it leads to.
    await page.waitForLoadState('load')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await page.evaluate(small)).toBe(0)
    expect(await page.evaluate(faintTexts)).toEqual([])
  }

  it('deny with a reason alone, where the policy wants a comment', async () => {
    const denyReasons = ['Wrong environment', 'Needs a smaller batch']
    fake.put(pageView({ card: { denyReasons }, may: { commentRequired: ['approve', 'deny'] } }))
    await signIn()
    await page.goto(`${served.origin}/requests/${requestId}`)

    await page.getByLabel('Reason for a denial').selectOption('Needs a smaller batch')
    await page.getByRole('button', { name: 'Deny' }).click()

    await page.getByRole('heading', { name: /^Denied/ }).waitFor()
    expect(await page.locator('.verdict').textContent()).toContain('Needs a smaller batch')
  })

  it.each(['light', 'dark'] as const)('fit a narrow %s screen and can be read', async (scheme) => {
    const denyReasons = ['Wrong environment', 'W'.repeat(100)]
    fake.put(pageView({ card: { denyReasons } }))
    await signIn()
    await page.emulateMedia({ colorScheme: scheme })

    for (const path of [`/console/link?offer=${offer}`, `/requests/${requestId}`]) {
      await page.goto(served.origin + path)
      await expectFit()
    }
  })
})
