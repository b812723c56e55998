import type { RequestPageView } from '../../../app/ports.ts'
import type { RequestStatus } from '../../../contract/words.ts'
import { AgentWords } from '../parts/agent-words.tsx'
import { DecideForm, type Draft } from '../parts/decide-form.tsx'
import { Deliveries } from '../parts/deliveries.tsx'
import { Details } from '../parts/details.tsx'
import { Icon } from '../parts/icons.tsx'
import { Needs } from '../parts/needs.tsx'
import { Payload } from '../parts/payload-tree.tsx'
import { RequestHead } from '../parts/request-head.tsx'
import { Said } from '../parts/said.tsx'
import { Story } from '../parts/story.tsx'
import { Verdict } from '../parts/verdict.tsx'
import { Why } from '../parts/why.tsx'
import type { Visitor } from '../session.ts'
import { counted, statusWords } from '../words.ts'
import type { Page } from './page.ts'

const emptyDraft: Draft = { reason: '', comment: '', commentMissing: false }

interface RequestProps {
  view: RequestPageView
  visitor: Visitor
  /** Why a decision just sent was refused, with what was sent, so that nothing has to be typed again. */
  refusal?: { sentence: string; draft: Draft } | null
}

/** Everything about one request, in CARD.md's order; the decision stands after the whole payload. */
export function RequestPage({ view, visitor, refusal = null }: RequestProps): Page {
  const { card, request } = view
  const isPending = card.status === 'pending'
  return {
    title: `${refusal === null ? '' : 'Not recorded: '}${titleOf(view)}`,
    refreshSeconds: null,
    body: (
      <article class="request" {...polling(view)}>
        <RequestHead card={card} environmentSource={request.environment_source} />
        {refusal === null ? null : <Refusal sentence={refusal.sentence} />}
        <div data-live="verdict">
          <Verdict card={card} />
        </div>
        {card.warnings.map((warning) => (
          <p class="notice warning">
            <Icon name="warning" />
            <span>
              <strong>Warning:</strong> <Said text={warning} />
            </span>
          </p>
        ))}
        <section aria-labelledby="payload">
          <div class="headline">
            <h2 id="payload">Payload</h2>
            <span class="digest">{card.digestShort}</span>
          </div>
          {card.payload.hidden === 0 ? null : (
            <p class="fine">{counted(card.payload.hidden, 'value')} hidden from people.</p>
          )}
          <Payload payload={view.payload} />
        </section>
        <AgentWords words={card.words} links={view.links} />
        <Why card={card} errors={request.policy.errors} effect={request.policy.effect} />
        <div data-live="needs">
          <NeedsSection view={view} />
        </div>
        <div data-live="decide" data-status={card.status}>
          {isPending ? (
            <DecideForm view={view} visitor={visitor} draft={refusal?.draft ?? emptyDraft} />
          ) : null}
        </div>
        <Deliveries deliveries={view.deliveries} />
        <Details view={view} />
        <div data-live="story">
          <StorySection view={view} />
        </div>
      </article>
    ),
  }
}

/**
 * The parts of a request's page that change while somebody reads it, for its script. The payload is not
 * among them and never changes; so a decision form never comes without it.
 */
export function LivePage({ view }: { view: RequestPageView }): Page {
  const { card, request } = view
  return {
    title: titleOf(view),
    refreshSeconds: null,
    body: (
      <article {...polling(view)}>
        <RequestHead card={card} environmentSource={request.environment_source} />
        <div data-live="verdict">
          <Verdict card={card} />
        </div>
        <div data-live="needs">
          <NeedsSection view={view} />
        </div>
        <div data-live="decide" data-status={card.status}>
          {card.status === 'pending' ? null : <SettledMeanwhile status={card.status} />}
        </div>
        <div data-live="story">
          <StorySection view={view} />
        </div>
      </article>
    ),
  }
}

/** Stands where the decision form was, for whoever had it before them. */
function SettledMeanwhile({ status }: { status: RequestStatus }) {
  return (
    <p class="notice settled">
      <span>
        This request was settled while you were here: {statusWords[status]}.{' '}
        <a href="#main">See the verdict</a>
      </span>
    </p>
  )
}

function titleOf({ card }: RequestPageView): string {
  return card.environment === null ? card.action : `${card.action} · ${card.environment}`
}

/** Only what may still change is asked for again. */
function polling({ card }: RequestPageView) {
  if (card.status !== 'pending') return {}
  return { 'data-poll': `/requests/${card.request}/live`, 'data-every': '5' }
}

function Refusal({ sentence }: { sentence: string }) {
  return (
    <div class="notice refused" role="alert" tabIndex={-1} autofocus>
      <Icon name="denied" />
      <div>
        <strong>Your decision was not recorded.</strong>
        <p>
          <Said text={sentence} lines="many" />
        </p>
      </div>
    </div>
  )
}

function NeedsSection({ view }: { view: RequestPageView }) {
  const { needs, status } = view.card
  if (needs.length === 0) return null
  return (
    <section aria-labelledby="needs">
      <h2 id="needs">{status === 'pending' ? 'Who is still needed' : 'Who was asked'}</h2>
      <Needs needs={needs} />
    </section>
  )
}

function StorySection({ view }: { view: RequestPageView }) {
  return (
    <section aria-labelledby="story">
      <h2 id="story">Story</h2>
      <Story events={view.events} />
    </section>
  )
}
