import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import { requestId } from '../fakes/cards.ts'
import { shownAgent, shownPerson } from '../fakes/console-administration.ts'
import { type HostileConsole, hostileConsole, hostileOffer } from '../fakes/hostile-console.ts'
import { launchBrowser } from '../harness/browser.ts'
import { faintTexts } from '../unit/surfaces/console/faint-texts.ts'
import { focusFault, pageFaults } from '../unit/surfaces/console/page-faults.ts'
import { type Served, serveConsole } from '../unit/surfaces/console/serve.ts'

const browser = await launchBrowser()
/** Where there is no browser the harness has said so, and these are counted as skipped. */
const inBrowser = browser === null ? describe.skip : describe

const agent = `/console/agents/${shownAgent.id}`
const own = [
  '/requests',
  `/requests/${requestId}`,
  '/console/account',
  '/console/people',
  '/console/people?email=zoe%40example.com',
  '/console/people?email=%3Cb%3E',
  `/console/people/${shownPerson.id}`,
  '/console/groups',
  '/console/agents',
  '/console/agents?name=nothing',
  '/console/agents/new',
  agent,
  '/console/sign-in',
  `/console/link?offer=${hostileOffer}`,
  '/console/link?offer=unknown',
  '/console/nowhere',
]
const strangers = ['/console/sign-in', '/console/sign-in/start', '/console/callback?code=x']

let hostile: HostileConsole
let served: Served
let context: BrowserContext
let page: Page
let faults: string[]

inBrowser('a page of the console', () => {
  beforeAll(async () => {
    hostile = hostileConsole()
    served = await serveConsole(hostile.verbs)
  })

  afterEach(() => context.close())

  afterAll(async () => {
    await browser?.close()
    await served.close()
  })

  async function open(options: Parameters<NonNullable<typeof browser>['open']>[0], isIn = true) {
    if (browser === null) throw new Error('no browser')
    context = await browser.open({ hasTouch: true, reducedMotion: 'reduce', ...options })
    const { cookie: value } = hostile
    if (isIn) await context.addCookies([{ name: 'countersign_session', value, url: served.origin }])
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (line) => {
      if (/content security policy/i.test(line.text())) faults.push(line.text())
    })
  }

  /** In both schemes, which differ by nothing but colours. */
  async function look(where: string): Promise<string[]> {
    const found: string[] = await page.evaluate(pageFaults)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const faint: string[] = await page.evaluate(faintTexts)
      found.push(...faint.map((text) => `is faint in ${colorScheme}: ${text}`))
    }
    return found.map((fault) => `${where} ${fault.slice(0, 300)}`)
  }

  it.each([320, 1280])(
    'can be read and used on a screen of %i pixels, whatever names people and agents have',
    async (width) => {
      await open({ viewport: { width, height: 780 } })
      const found: unknown[] = []
      for (const path of own) {
        await page.goto(served.origin + path)
        await page.evaluate(
          'document.querySelectorAll("details").forEach((one) => { one.open = true })',
        )
        found.push(...(await look(path)))
      }

      expect(found).toEqual([])
      expect(faults).toEqual([])
    },
  )

  it('keeps its ways in one row and its words whole on a common phone', async () => {
    await open({ viewport: { width: 390, height: 780 } })
    const found: unknown[] = []
    const rows: unknown[] = []
    for (const path of ['/console/account', `/console/link?offer=${hostileOffer}`]) {
      await page.goto(served.origin + path)
      found.push(...(await look(path)))
      rows.push(await page.evaluate('document.querySelector(".ways ul").clientHeight < 2 * 44'))
    }

    expect(found).toEqual([])
    expect(rows).toEqual([true, true])
  })

  it('for whoever is not signed in can be read on a narrow screen', async () => {
    await open({ viewport: { width: 320, height: 780 } }, false)
    const found: unknown[] = []
    for (const path of strangers) {
      await page.goto(served.origin + path)
      found.push(...(await look(path)))
    }

    expect(found).toEqual([])
    expect(faults).toEqual([])
  })

  it('can be read with what its forms answer', async () => {
    await open({ viewport: { width: 320, height: 780 } })
    const found: unknown[] = []
    await page.goto(served.origin + agent)
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByText('it is not shown again').waitFor()
    found.push(...(await look('a new key')))
    await page.goto(`${served.origin}/console/agents/new`)
    await page.getByLabel('Name').fill('no name')
    await page.getByLabel('Owners').fill('nobody')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByText('No agent was registered').waitFor()
    found.push(...(await look('a refused agent')))
    await page.goto(`${served.origin}/console/account`)
    await page.getByLabel('Name').fill('W'.repeat(64))
    await page.getByRole('button', { name: 'Make a token' }).click()
    await page.getByText('it is not shown again').waitFor()
    found.push(...(await look('a new token')))

    expect(found).toEqual([])
  })

  it.each([agent, '/console/agents', '/console/agents/new', '/console/account', '/console/groups'])(
    'shows at %s where the keyboard is, in the order in which it is read',
    async (path) => {
      await open({ viewport: { width: 320, height: 780 } })
      await page.goto(served.origin + path)
      const stops = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
        .filter((one) => one.checkVisibility() && (one.type !== 'radio' || one.checked))`
      const count = Number(await page.evaluate(`${stops}.length`))
      const found: unknown[] = []
      for (let stop = 0; stop < count; stop += 1) {
        await page.keyboard.press('Tab')
        found.push(await page.evaluate(focusFault))
        const place = await page.evaluate(`${stops}.indexOf(document.activeElement)`)
        if (place !== stop) found.push(`stop ${stop} is at ${place}`)
      }

      expect(count).toBeGreaterThan(8)
      expect(found.filter((fault) => fault !== null)).toEqual([])
    },
  )

  it('with a new key copies it at one touch', async () => {
    await open({ viewport: { width: 320, height: 780 } })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(served.origin + agent)
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByRole('button', { name: 'Copy it' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()

    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('csa_shown-once')
  })
})
