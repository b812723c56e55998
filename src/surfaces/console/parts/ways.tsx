import type { JSX } from 'preact'

interface Way {
  href: string
  words: string
  /** For administrators alone; everybody else would be refused there. */
  administration: boolean
}

const ways: Way[] = [
  { href: '/requests', words: 'Queue', administration: false },
  { href: '/console/people', words: 'People', administration: true },
  { href: '/console/groups', words: 'Groups', administration: true },
  { href: '/console/agents', words: 'Agents', administration: false },
  { href: '/console/account', words: 'My account', administration: false },
]

interface WaysProps {
  path: string
  administers: boolean
}

/** From every page to every place that somebody who is signed in may go. */
export function Ways({ path, administers }: WaysProps): JSX.Element {
  return (
    <nav class="ways" aria-label="Console">
      <ul>
        {ways
          .filter(({ administration }) => administers || !administration)
          .map(({ href, words }) => (
            <li key={href}>
              <a class="quiet" href={href} aria-current={currentAt(href, path)}>
                {words}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}

/** `true` for the pages beneath a place. */
function currentAt(href: string, path: string): 'page' | 'true' | undefined {
  if (path === href) return 'page'
  return path.startsWith(`${href}/`) ? 'true' : undefined
}
