import type { JSX } from 'preact'
import type { RequestPageView } from '../../../app/ports.ts'
import { surfaceWord } from '../words.ts'
import { Moment } from './moment.tsx'
import { Said } from './said.tsx'

/** What is needed to compare, to quote and to look for faults. */
export function Details({ view }: { view: RequestPageView }): JSX.Element {
  const { card, request } = view
  return (
    <section aria-labelledby="details">
      <h2 id="details">Details</h2>
      <dl class="facts">
        {card.expiresAt === null ? null : (
          <>
            <dt>{card.status === 'pending' ? 'Expires' : 'Would have expired'}</dt>
            <dd>
              <Moment at={card.expiresAt} as={card.status === 'pending' ? 'until' : 'at'} />
            </dd>
          </>
        )}
        <dt>Digest</dt>
        <dd>
          <code>{card.digest}</code>
        </dd>
        <dt>Request</dt>
        <dd>
          <code>{card.request}</code>
        </dd>
        <dt>Agent</dt>
        <dd>
          <Said text={card.agent} /> <code>{request.agent.id}</code>
        </dd>
        <dt>Policy</dt>
        <dd>
          <code>{request.policy.version}</code>
        </dd>
        {request.cards.length === 0 ? null : <Cards cards={request.cards} />}
      </dl>
    </section>
  )
}

function Cards({ cards }: { cards: RequestPageView['request']['cards'] }): JSX.Element {
  return (
    <>
      <dt>Cards</dt>
      <dd>
        <ul class="plain-list">
          {cards.map(({ surface, destination, status, reason }) => (
            <li>
              {surfaceWord(surface)}, <Said text={destination} />: {status}
              {reason === null ? null : (
                <>
                  {' '}
                  (<code>{reason}</code>)
                </>
              )}
            </li>
          ))}
        </ul>
      </dd>
    </>
  )
}
