import type { JSX } from 'preact'
import type { QueueItem } from '../../../app/ports.ts'
import { Moment } from '../parts/moment.tsx'
import { NeedsLine } from '../parts/needs.tsx'
import { Said } from '../parts/said.tsx'
import { counted } from '../words.ts'
import type { Page } from './page.ts'

const refreshSeconds = 15

interface QueueProps {
  items: QueueItem[]
  /** There is more than these: it comes up as these are decided. */
  more: boolean
  csrf: string
  /** Whether a sample may be proposed: in development mode. */
  sample: boolean
}

/** What this person may decide, the nearest deadline first. Its script keeps it fresh. */
export function QueuePage({ items, more, csrf, sample }: QueueProps): Page {
  const waiting =
    items.length === 0
      ? 'Nothing waits for you'
      : `${counted(items.length, 'request')} for you${more ? ', and more after these' : ''}`
  return {
    title: waiting,
    refreshSeconds,
    body: (
      <>
        <h1 class="unseen">Queue</h1>
        <div id="queue" data-poll="/requests" data-every="4">
          <p class="count" role="status" data-live="count">
            {waiting}
          </p>
          <div data-live="list">
            {items.length === 0 ? (
              <Empty csrf={csrf} sample={sample} />
            ) : (
              <ol class="queue">{byDeadline(items).map((item) => Item(item))}</ol>
            )}
          </div>
        </div>
      </>
    ),
  }
}

/** Requests without a deadline come last; those of one deadline in the order in which they came. */
function byDeadline(items: QueueItem[]): QueueItem[] {
  const deadline = ({ card }: QueueItem) => card.expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER
  return items.toSorted((left, right) => deadline(left) - deadline(right))
}

function Item({ card }: QueueItem): JSX.Element {
  return (
    <li class="item">
      <h2>
        <a class="opener" id={`open-${card.request}`} href={`/requests/${card.request}`}>
          <Said text={card.action} />
          {card.environment === null ? null : (
            <span class="environment">
              {' · '}
              <Said text={card.environment} />
            </span>
          )}
        </a>
      </h2>
      <p>
        <strong>
          <Said text={card.agent} />
        </strong>
        {card.resource === null ? null : (
          <>
            {' on '}
            <span class="resource">
              <Said text={card.resource} />
            </span>
          </>
        )}
        {card.onBehalfOf === null ? null : (
          <>
            {', for '}
            <Said text={card.onBehalfOf} />
          </>
        )}
      </p>
      {card.words.summary === null ? null : (
        <p class="quoted">
          “<Said text={card.words.summary} />”
        </p>
      )}
      <p class="meta">
        {card.expiresAt === null ? null : (
          <span>
            Expires <Moment at={card.expiresAt} as="until" />
          </span>
        )}
        <NeedsLine needs={card.needs} />
      </p>
    </li>
  )
}

function Empty({ csrf, sample }: { csrf: string; sample: boolean }): JSX.Element {
  return (
    <div class="empty">
      <p>
        When an agent proposes an action that the policy wants people to look at, and you are one of
        them, it appears here. The nearest deadline comes first, and this page keeps itself fresh.
      </p>
      {sample ? (
        <form method="post" action="/console/sample">
          <input type="hidden" name="csrf" value={csrf} />
          <button class="button plain" id="sample" type="submit">
            Propose a sample action
          </button>
        </form>
      ) : null}
    </div>
  )
}
