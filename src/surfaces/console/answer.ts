import type { Response } from 'express'
import { render } from 'preact-render-to-string'
import type { Desk } from './options.ts'
import { Frame } from './pages/frame.tsx'
import type { Page } from './pages/page.ts'
import type { Visitor } from './session.ts'

/** Sends one page in its frame. `visitor` is who the page is for, where somebody has signed in. */
export function answer(
  desk: Desk,
  response: Response,
  status: number,
  page: Page,
  visitor: Visitor | null = null,
): void {
  const html = render(
    Frame({
      page,
      visitor,
      path: response.req.originalUrl.replace(/\?.*/s, ''),
      development: desk.development !== null,
      css: desk.assets.css.href,
      js: desk.assets.js.href,
    }),
  )
  response.status(status).type('html').send(`<!doctype html>${html}`)
}
