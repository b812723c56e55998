// node manifests/render-icons.mjs [CHROMIUM]    renders manifests/teams/*.svg into the icons beside them
// Only for whoever changes an icon: the PNG files are kept. Without a path an installed Chrome is used.
import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** The sizes that Teams asks for, in pixels. */
const sizes = { color: 192, outline: 32 }
const executablePath = process.argv[2]

const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : { channel: 'chrome' }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  for (const [name, size] of Object.entries(sizes)) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const svg = readFileSync(new URL(`teams/${name}.svg`, import.meta.url), 'utf8')
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
    writeFileSync(
      new URL(`teams/${name}.png`, import.meta.url),
      await page.screenshot({ omitBackground: true }),
    )
    await page.close()
  }
} finally {
  await browser.close()
}
