import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { nodesOf } from '../fakes/adaptive-card.ts'
import type { TestBrowser } from './browser.ts'

/** A card as the page was told of it when it was posted, and the id of its message. */
export interface Posted {
  id: string
  card: Record<string, unknown>
}

/** One window on the Playground. */
export interface PlaygroundPage {
  page: Page
  /** Opens a chat or a channel of the list at the left. */
  enter(place: string): Promise<void>
  /** The card that says this, as it is drawn now. */
  card(words: string): Locator
  /** The post whose first card says this, with the answers under it. */
  postOf(words: string): Locator
  /** Waits until a card says this, and answers all that it says, as somebody reads it. */
  reads(words: string, what: string | RegExp): Promise<string>
  /** The card that said this when it was posted. */
  posted(words: string): Posted
  /** Types a comment on a card, after a click into it: without one the page misses its first input. */
  comment(words: string, text: string): Promise<void>
  /** Writes to the bot in a personal chat. */
  say(words: string): Promise<void>
  /** How often the page was loaded: what changed while this did not, changed in place. */
  loads(): number
  close(): Promise<void>
}

/** A card is drawn by a page that is not ours, beside a service and a database, on the cores that there are. */
const drawMsMax = 15_000

export async function openPlayground(
  browser: TestBrowser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<PlaygroundPage> {
  const context = await browser.open({ locale: 'en-GB', timezoneId: 'UTC', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(drawMsMax)
  const told: Posted[] = []
  let loads = 0
  page.on('load', () => {
    loads += 1
  })
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => told.push(...cardsIn(String(payload)))),
  )
  await page.goto(url, { waitUntil: 'load' })
  const card = (words: string) => page.locator('.ac-adaptiveCard').filter({ hasText: words })
  return {
    page,
    enter: (place) => page.getByText(place, { exact: true }).first().click(),
    card,
    postOf: (words) => page.locator('.fui-Card').filter({ has: card(words) }),
    reads: async (words, what) => {
      const drawn = card(words).filter({ hasText: what }).last()
      await drawn.waitFor()
      return readable((await drawn.allInnerTexts()).join('\n'))
    },
    posted: (words) => {
      const found = told.find(({ card: sent }) => JSON.stringify(sent['body']).includes(words))
      if (found === undefined) throw new Error(`the page was told of no card with ${words}`)
      return found
    },
    comment: async (words, text) => {
      await card(words).getByRole('textbox').click()
      await page.keyboard.type(text)
    },
    say: async (words) => {
      await page.getByRole('textbox').last().click()
      await page.keyboard.type(words)
      await page.keyboard.press('Enter')
    },
    loads: () => loads,
    close: () => context.close(),
  }
}

/** The cards in one message of the page's stream. */
function cardsIn(frame: string): Posted[] {
  const heard = nodesOf(frame.startsWith('{') ? JSON.parse(frame) : null)
  return heard.flatMap(({ messageId, attachments }) =>
    nodesOf(attachments)
      .filter(({ type }) => type === 'AdaptiveCard')
      .map((card) => ({ id: String(messageId), card })),
  )
}

/** What a reader sees: spaces that do not break look like others, and places to break at like nothing. */
function readable(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '')
}
