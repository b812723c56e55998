import type { JSX } from 'preact'
import type { RequestPageView } from '../../../app/ports.ts'
import type { Card } from '../../../core/card/card.ts'
import { Icon } from './icons.tsx'
import { Said } from './said.tsx'

interface AgentWordsProps {
  words: Card['words']
  links: RequestPageView['links']
}

/** What the agent says of itself, marked as its words. Only http and https become links. */
export function AgentWords({ words, links }: AgentWordsProps): JSX.Element | null {
  const { summary, reason } = words
  if (summary === null && reason === null && links.length === 0) return null
  return (
    <section aria-labelledby="words">
      <h2 id="words">In the agent’s own words</h2>
      <blockquote class="words">
        {summary === null ? null : (
          <p>
            <Said text={summary} />
          </p>
        )}
        {reason === null ? null : (
          <p>
            <Said text={reason} lines="many" />
          </p>
        )}
        {links.length === 0 ? null : (
          <ul class="links">
            {links.map((link) => (
              <li>
                <AgentLink link={link} />
              </li>
            ))}
          </ul>
        )}
      </blockquote>
      <p class="fine">Nobody has checked this. What counts is the payload.</p>
    </section>
  )
}

/** The host that is shown is read from the address itself, so a title cannot pass for it. */
function AgentLink({ link }: { link: RequestPageView['links'][number] }): JSX.Element {
  const url = URL.canParse(link.url) ? new URL(link.url) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return <Said text={link.title} />
  }
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow">
      <Icon name="link" />
      <span>
        <Said text={link.title} />{' '}
        <span class="host">
          <Said text={url.host} />
        </span>
        <span class="unseen"> (opens in a new tab)</span>
      </span>
    </a>
  )
}
