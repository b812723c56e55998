import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, BrowserContextOptions, LaunchOptions } from 'playwright-core'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const extractMsMax = 120_000

/** The newest a browser may be asked for by name where no packed one fits the machine. */
const channels = ['chrome', 'msedge', 'chromium'] as const

/** A browser that reaches this machine and nothing else. */
export interface TestBrowser {
  /** A fresh profile: no cookie is shared with another one. */
  open(options?: BrowserContextOptions): Promise<BrowserContext>
  close(): Promise<void>
}

/**
 * A headless Chromium: the one that npm brought where it fits (Linux x64), else an installed Chrome.
 * Null where there is neither, which is said loudly: the tests that need it are then not run.
 */
export async function launchBrowser(): Promise<TestBrowser | null> {
  const { chromium } = await import('playwright-core')
  const faults: string[] = []
  for (const candidate of await candidates()) {
    try {
      const browser = await chromium.launch({ ...candidate, args: sandboxArgs() })
      return { open: (options) => openLocal(browser, options), close: () => browser.close() }
    } catch (error) {
      faults.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
    }
  }
  const reasons = faults.map((fault) => `  - ${fault}`).join('\n')
  console.error(
    `SKIPPED: every test in a browser. No Chromium starts on this machine. Install Chrome to run them.\n${reasons}`,
  )
  return null
}

/** Chromium refuses to start its sandbox for root. What it opens here is our own pages alone. */
function sandboxArgs(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

async function candidates(): Promise<LaunchOptions[]> {
  const installed = channels.map((channel) => ({ channel }))
  if (process.platform !== 'linux' || process.arch !== 'x64') return installed
  const folder = await packedBrowser()
  const executablePath = join(folder, 'chromium')
  const FONTCONFIG_PATH = process.env['FONTCONFIG_PATH'] ?? join(folder, 'fonts')
  const withOwnFonts = existsSync('/usr/share/fonts') ? {} : { FONTCONFIG_PATH }
  const environment = { ...process.env, ...withOwnFonts }
  /** A bare machine lacks libraries that Chromium is linked to; the package carries those as well. */
  const LD_LIBRARY_PATH = join(folder, 'al2023', 'lib')
  return [
    { executablePath, env: environment },
    { executablePath, env: { ...environment, LD_LIBRARY_PATH } },
    ...installed,
  ]
}

/**
 * The folder of the packed browser, unpacked once per version. It is unpacked beside its place and then
 * renamed, so that of several test processes none ever finds half of it. The package only unpacks to
 * the temporary folder of its process, and jest hides that setting from its own: hence a child process.
 */
async function packedBrowser(): Promise<string> {
  const modules = join(root, 'node_modules')
  const description = await readFile(join(modules, '@sparticuz/chromium/package.json'), 'utf8')
  const { version } = JSON.parse(description)
  const cache = join(modules, '.cache', 'countersign')
  const place = join(cache, `chromium-${version}`)
  if (existsSync(join(place, 'chromium'))) return place
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'unpacking-'))
  try {
    await unpackTo(draft)
    await rename(draft, place)
  } catch (error) {
    if (!existsSync(join(place, 'chromium'))) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return place
}

/** The name of the platform makes the package unpack its libraries too. */
async function unpackTo(folder: string): Promise<void> {
  await run(process.execPath, [join(root, 'test/harness/unpack-browser.mjs')], {
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    timeout: extractMsMax,
  })
}

async function openLocal(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  await context.route('**/*', async (route) => {
    const { hostname } = new URL(route.request().url())
    if (hostname === '127.0.0.1') return await route.continue()
    await route.abort('blockedbyclient')
  })
  return context
}
