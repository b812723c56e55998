import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import { requestId } from '../fakes/cards.ts'
import { type FakeVerbs, fakeVerbs, firstLink, pageView, settled } from '../fakes/console-verbs.ts'
import { launchBrowser } from '../harness/browser.ts'
import { faintTexts } from '../unit/surfaces/console/faint-texts.ts'
import { type Served, serveConsole } from '../unit/surfaces/console/serve.ts'

const browser = await launchBrowser()
/** Where there is no browser the harness has said so, and these are counted as skipped. */
const inBrowser = browser === null ? describe.skip : describe

let fake: FakeVerbs
let served: Served
let context: BrowserContext
let page: Page
let faults: string[]

async function open(options: Parameters<NonNullable<typeof browser>['open']>[0] = {}) {
  if (browser === null) throw new Error('no browser')
  context = await browser.open(options)
  page = await context.newPage()
  page.setDefaultTimeout(10_000)
  faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (line) => {
    if (/content security policy/i.test(line.text())) faults.push(line.text())
  })
}

async function signIn(email = 'ana@example.com') {
  await page.goto(`${served.origin}/console/sign-in?link=${firstLink}`)
  await page.getByRole('button', { name: email }).click()
  await page.waitForURL('**/requests')
}

/** Text of 100 KB without a space, in every place that an agent can fill. */
function wideView() {
  const wide = 'W'.repeat(100_000)
  return pageView({
    card: {
      resource: 'postgres://prod/'.padEnd(512, 'x'),
      words: { summary: wide.slice(0, 300), reason: wide.slice(0, 2_000) },
    },
    payload: {
      kind: 'object',
      members: [
        { key: 'k'.repeat(2_000), value: { kind: 'string', value: wide } },
        { key: 'n', value: { kind: 'number', text: '9'.repeat(400) } },
        { key: 'rtl', value: { kind: 'string', value: 'مرحبا'.repeat(500) } },
      ],
    },
  })
}

inBrowser('the console in a browser', () => {
  beforeAll(async () => {
    fake = fakeVerbs()
    served = await serveConsole(fake.verbs)
  })

  beforeEach(async () => {
    await context?.close()
    fake.endSessions()
    fake.addLink(firstLink)
    fake.put(pageView())
    await open()
  })

  afterAll(async () => {
    await browser?.close()
    await served.close()
  })

  it('leads from the link to the queue, to the request and to an approval', async () => {
    await signIn()
    await page.getByRole('link', { name: 'data.export · production' }).click()
    await page.getByLabel('Comment').fill('Looked at it with Bo')
    await page.getByRole('button', { name: 'Approve' }).click()

    await page.getByRole('heading', { name: /^Approved/ }).waitFor()
    expect(await page.locator('.verdict').textContent()).toContain('Looked at it with Bo')
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('waits for the comment that a denial needs', async () => {
    fake.put(pageView({ may: { commentRequired: ['deny'] } }))
    await signIn()
    await page.goto(`${served.origin}/requests/${requestId}`)

    await page.getByRole('button', { name: 'Deny' }).click()
    const waited = await page.locator('textarea:invalid').count()
    await page.getByLabel('Comment').fill('Needs a smaller batch')
    await page.getByRole('button', { name: 'Deny' }).click()

    await page.getByRole('heading', { name: /^Denied/ }).waitFor()
    expect(waited).toBe(1)
    expect(faults).toEqual([])
  })

  it('can be used with the keyboard alone', async () => {
    await page.goto(`${served.origin}/console/sign-in?link=${firstLink}`)
    await press('ana@example.com')
    await page.waitForURL('**/requests')
    await press('data.export')
    await page.waitForURL(`**/requests/${requestId}`)
    await tabTo('Comment')
    await page.keyboard.type('From the keyboard')
    await press('Approve')

    await page.getByRole('heading', { name: /^Approved/ }).waitFor()
    expect(await page.locator('.verdict').textContent()).toContain('From the keyboard')
  })

  it('puts the focus on why a decision was refused, and keeps what was typed', async () => {
    await signIn()
    await page.goto(`${served.origin}/requests/${requestId}`)
    fake.refuseNext('self_approval', 'You own etl-bot.')
    await page.getByLabel('Comment').fill('Mine')
    await page.getByRole('button', { name: 'Approve' }).click()

    await page.getByRole('alert').waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    expect(await page.getByLabel('Comment').inputValue()).toBe('Mine')
  })

  it('follows what happens elsewhere, and leaves the focus where it is', async () => {
    await signIn()
    await page.getByRole('link', { name: 'data.export' }).focus()
    fake.put(
      pageView({
        card: { request: 'req_01k9xv2m4te8wb1q0zr7y5h3ah', action: 'db.migrate', expiresAt: null },
      }),
    )

    await comeBack()
    await page.getByRole('link', { name: 'db.migrate' }).waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe(`open-${requestId}`)
    expect(await page.title()).toBe('2 requests for you – Countersign')
  })

  it('takes the form away once somebody else has settled the request', async () => {
    await signIn()
    await page.goto(`${served.origin}/requests/${requestId}`)
    await page.getByLabel('Comment').fill('Still thinking')
    fake.put(
      settled(
        pageView(),
        {
          request: requestId,
          decision: 'deny',
          digest: '',
          comment: null,
          surface: 'slack',
          clicker: { kind: 'account', account: slackAccount, profile: 'unavailable' },
          message: null,
        },
        'cy@example.com',
      ),
    )

    await comeBack()
    await page.getByText('settled while you were here').waitFor()
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    expect(await page.locator('.verdict').textContent()).toContain('cy@example.com')
  })

  it('says when the session is over', async () => {
    await signIn()
    fake.endSessions()

    await comeBack()
    await page.getByText('Your session is over').waitFor()
  })

  it.each([
    ['light', 390],
    ['dark', 390],
    ['light', 320],
    ['dark', 1280],
  ] as const)('fits a %s screen of %i pixels, whatever an agent writes', async (scheme, width) => {
    await context.close()
    await open({ colorScheme: scheme, viewport: { width, height: 780 }, hasTouch: true })
    fake.put(wideView())
    await signIn()

    const widths: unknown[] = []
    for (const path of ['/requests', `/requests/${requestId}`, '/console/sign-in']) {
      await page.goto(served.origin + path)
      widths.push(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'))
    }
    const small = await page.evaluate(`[...document.querySelectorAll('button, .quiet, summary')]
      .filter((target) => target.getBoundingClientRect().height < 44).length`)

    expect(widths).toEqual([true, true, true])
    expect(small).toBe(0)
  })

  it('holds the contrast of WCAG AA in light and dark', async () => {
    await signIn()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.goto(`${served.origin}/requests/${requestId}`)

      expect(await page.evaluate(faintTexts)).toEqual([])
    }
  })

  it('works without script', async () => {
    await context.close()
    await open({ javaScriptEnabled: false })
    await signIn()
    await page.getByRole('link', { name: 'data.export' }).click()
    await page.getByRole('button', { name: 'Deny' }).click()

    await page.getByRole('heading', { name: /^Denied/ }).waitFor()
  })
})

const slackAccount = { provider: 'slack', tenant: 'T0', subject: 'U0' } as const

/** Makes the page ask now for what is new, as it does when somebody comes back to its tab. */
async function comeBack() {
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
}

/** Tabs until the element of this name has the focus, as somebody without a mouse does. */
async function tabTo(name: string) {
  const focused = `(() => {
    const { activeElement: at } = document
    return at.labels?.[0]?.innerText ?? at.innerText ?? ''
  })()`
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab')
    if (String(await page.evaluate(focused)).includes(name)) return
  }
  throw new Error(`no way to ${name} by keyboard`)
}

async function press(name: string) {
  await tabTo(name)
  await page.keyboard.press('Enter')
}
