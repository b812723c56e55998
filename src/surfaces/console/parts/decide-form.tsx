import type { JSX } from 'preact'
import type { RequestPageView } from '../../../app/ports.ts'
import { commentCharsMax } from '../../../contract/limits.ts'
import type { DecisionWord } from '../../../contract/words.ts'
import type { Visitor } from '../session.ts'
import { personWord } from '../words.ts'
import { Icon } from './icons.tsx'
import { ReasonField } from './reason-field.tsx'
import { Said } from './said.tsx'

/** What a refused form is shown with again. */
export interface Draft {
  reason: string
  comment: string
  commentMissing: boolean
}

interface DecideFormProps {
  view: RequestPageView
  visitor: Visitor
  draft: Draft
}

/**
 * A reason where the policy offers some, one comment and two buttons. It stands after the whole payload, and it sends the digest of what was
 * shown, so a decision is about exactly that.
 */
export function DecideForm({ view, visitor, draft }: DecideFormProps): JSX.Element {
  const { may, card } = view
  return (
    <section class="decide" id="decide" aria-labelledby="decide-title">
      <h2 id="decide-title">Your decision</h2>
      {may.whyNot === null ? null : (
        <p class="why-not">
          <Said text={may.whyNot} />
        </p>
      )}
      {may.approve || may.deny ? (
        <form method="post" action={`/requests/${card.request}/decisions`}>
          <input type="hidden" name="csrf" value={visitor.csrf} />
          <input type="hidden" name="digest" value={card.digest} />
          {offersReasons(view) ? (
            <ReasonField reasons={card.denyReasons} chosen={draft.reason} />
          ) : null}
          <Comment view={view} draft={draft} />
          {asksToConfirm(view) ? <Confirmation /> : null}
          <div class="choices">
            {may.approve ? <Choice word="approve" view={view} /> : null}
            {may.deny ? <Choice word="deny" view={view} /> : null}
          </div>
          <p class="fine">
            You decide as <Said text={personWord(visitor.person)} /> on{' '}
            <span class="digest">{card.digestShort}</span>, exactly what is shown above.
          </p>
        </form>
      ) : null}
    </section>
  )
}

function Comment({ view, draft }: { view: RequestPageView; draft: Draft }): JSX.Element {
  return (
    <div class="field">
      <label for="comment">Comment</label>
      <p class="hint" id="comment-hint">
        {commentHint(view)}
      </p>
      <textarea
        id="comment"
        name="comment"
        rows={3}
        dir="auto"
        maxLength={commentCharsMax}
        required={offered(view.may).some((word) => waitsForComment(view, word))}
        aria-describedby="comment-hint"
        aria-invalid={draft.commentMissing}
        autofocus={draft.commentMissing}
        value={draft.comment}
      />
    </div>
  )
}

/** A second step before an approval of high risk. A denial does without it. */
function Confirmation(): JSX.Element {
  return (
    <label class="confirm">
      <input type="checkbox" name="confirmed" value="yes" required />
      <span>
        <strong>High risk.</strong> To approve: I have read the whole payload, and I know what it
        does.
      </span>
    </label>
  )
}

/** A button whose decision can do without a comment does not wait for one. */
function Choice({ word, view }: { word: DecisionWord; view: RequestPageView }): JSX.Element {
  return (
    <button
      class={`button ${word}`}
      type="submit"
      name="decision"
      value={word}
      formNoValidate={!isValidated(view, word)}
    >
      <Icon name={word === 'approve' ? 'approved' : 'denied'} />
      {word === 'approve' ? 'Approve' : 'Deny'}
    </button>
  )
}

type May = RequestPageView['may']

function offered(may: May): DecisionWord[] {
  const words: DecisionWord[] = []
  if (may.approve) words.push('approve')
  if (may.deny) words.push('deny')
  return words
}

function needsComment(may: May, word: DecisionWord): boolean {
  return may.commentRequired.includes(word)
}

function offersReasons({ card, may }: RequestPageView): boolean {
  return may.deny && card.denyReasons.length > 0
}

/** A chosen reason is a comment too, so a denial that can have one is judged when it arrives. */
function waitsForComment(view: RequestPageView, word: DecisionWord): boolean {
  return needsComment(view.may, word) && !(word === 'deny' && offersReasons(view))
}

function asksToConfirm({ card, may }: RequestPageView): boolean {
  return card.confirm && may.approve
}

/** A browser checks all fields or none, and a denial must not wait for the box of an approval. */
function isValidated(view: RequestPageView, word: DecisionWord): boolean {
  if (asksToConfirm(view)) return word === 'approve'
  return waitsForComment(view, word)
}

function commentHint(view: RequestPageView): string {
  const words = offered(view.may)
  const needing = words.filter((word) => needsComment(view.may, word))
  const or = offersReasons(view) && needing.includes('deny') ? ' A reason for a denial is one.' : ''
  if (needing.length === 0) return 'Optional. Whoever may see this request can read it.'
  if (needing.length === words.length) return `The policy wants one with this decision.${or}`
  return `The policy wants one to ${needing.join(' or to ')}; otherwise it is optional.${or}`
}
