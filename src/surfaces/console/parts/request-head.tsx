import type { JSX } from 'preact'
import type { RequestObject } from '../../../contract/request.ts'
import type { Card } from '../../../core/card/card.ts'
import { statusWords } from '../words.ts'
import { Icon } from './icons.tsx'
import { Moment } from './moment.tsx'
import { Said } from './said.tsx'

interface RequestHeadProps {
  card: Card
  environmentSource: RequestObject['environment_source']
}

/** What, where, who, for whom, since when and until when. */
export function RequestHead({ card, environmentSource }: RequestHeadProps): JSX.Element {
  return (
    <header class="head">
      <p class="top">
        <a class="quiet" href="/requests">
          <Icon name="back" />
          Queue
        </a>
        <span class={`status ${card.status}`} role="status" data-live="status">
          <Icon name={card.status} />
          {statusWords[card.status]}
        </span>
      </p>
      <h1>
        <Said text={card.action} />
        {card.environment === null ? null : (
          <span class="environment">
            {' · '}
            <Said text={card.environment} />
          </span>
        )}
      </h1>
      <Wish card={card} />
      <p class="meta">
        {card.onBehalfOf === null ? null : (
          <span>
            for <Said text={card.onBehalfOf} />
          </span>
        )}
        <span>
          asked <Moment at={card.askedAt} />
        </span>
        {card.expiresAt === null || card.status !== 'pending' ? null : (
          <span>
            expires <Moment at={card.expiresAt} as="until" />
          </span>
        )}
        {environmentSource === 'resource' ? <span>environment known from the resource</span> : null}
        {environmentSource === 'agent' ? <span>environment said by the agent</span> : null}
      </p>
    </header>
  )
}

function Wish({ card }: { card: Card }): JSX.Element {
  const verb = card.status === 'pending' ? 'wants' : 'wanted'
  return (
    <p class="wish">
      <strong>
        <Said text={card.agent} />
      </strong>
      {card.resource === null ? (
        ` ${verb} to do this`
      ) : (
        <>
          {` ${verb} to act on `}
          <span class="resource">
            <Said text={card.resource} />
          </span>
        </>
      )}
    </p>
  )
}
