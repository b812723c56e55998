import type { JSX } from 'preact'
import { shorten } from '../../../core/inert/shorten.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { Seal } from '../parts/icons.tsx'
import { Said } from '../parts/said.tsx'
import { Ways } from '../parts/ways.tsx'
import type { Visitor } from '../session.ts'
import { personWord } from '../words.ts'
import type { Page } from './page.ts'

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Ccircle cx='12' cy='12' r='11' fill='%23285e61'/%3E%3Cpath d='m6 12.5 3.2 3.2 5-6.2M12.6 15.7l.1.1 5.3-6.4' fill='none' stroke='%23fff' stroke-width='1.9' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E"

/** An e-mail nearly always fits; a name of any length must leave room for the page. */
const whoCharsMax = 80
const titleCharsMax = 200

interface FrameProps {
  page: Page
  visitor: Visitor | null
  /** The address that was asked for, to mark the place in the ways from page to page. */
  path: string
  development: boolean
  css: string
  js: string
}

/** The document around every page. It holds no inline script or style: the policy forbids both. */
export function Frame({ page, visitor, path, development, css, js }: FrameProps): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${shorten(oneLine(page.title), titleCharsMax)} – Countersign`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href={icon} />
        <link rel="stylesheet" href={css} />
        <script type="module" src={js} />
        {page.refreshSeconds === null ? null : (
          <noscript>
            <meta http-equiv="refresh" content={`${page.refreshSeconds}`} />
          </noscript>
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="bar">
          <a class="brand" href="/requests" aria-label="Countersign, to the queue">
            <Seal />
            <span>Countersign</span>
          </a>
          {visitor === null ? null : <Who visitor={visitor} />}
          {visitor === null ? null : <Leaving visitor={visitor} development={development} />}
        </header>
        {visitor === null ? null : <Ways path={path} administers={visitor.by !== null} />}
        <main id="main" tabIndex={-1}>
          {page.body}
        </main>
        {development ? (
          <footer class="foot">
            Development mode, on this machine alone: whoever holds the sign-in link can be anyone.
          </footer>
        ) : null}
      </body>
    </html>
  )
}

function Who({ visitor }: { visitor: Visitor }): JSX.Element {
  return (
    <span class="who">
      <span class="unseen">Signed in as </span>
      <Said text={shorten(oneLine(personWord(visitor.person)), whoCharsMax)} />
    </span>
  )
}

function Leaving({ visitor, development }: { visitor: Visitor; development: boolean }) {
  return (
    <div class="account">
      {development ? (
        <a class="quiet" href="/console/sign-in">
          Switch
        </a>
      ) : null}
      <form method="post" action="/console/sign-out">
        <input type="hidden" name="csrf" value={visitor.csrf} />
        <button class="quiet" type="submit">
          Sign out
        </button>
      </form>
    </div>
  )
}
