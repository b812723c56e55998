import { z } from 'zod'
import type { Clicker, Decide, DecideResult, LookAtCard } from '../../app/ports.ts'
import { commentCharsMax } from '../../contract/limits.ts'
import type { DecisionWord } from '../../contract/words.ts'
import { commentOf } from '../../core/comment.ts'
import { denyReasonCharsMax } from '../../core/policy/limits.ts'
import type { Activity } from './activity.ts'
import type { InvokeAnswer } from './connection/connection.ts'
import { type CardView, renderCard } from './faces/card.ts'
import { ActionWords, inputIds, verbs } from './faces/click-words.ts'
import { payloadCharsMax } from './faces/limits.ts'
import type { Log } from './log.ts'
import { messageAt } from './posting.ts'
import type { ReadClicker } from './profile.ts'

/** Teams shows an error after 10 to 15 seconds and repeats a click long before that. */
const answerMsMax = 1_800

type Action = Extract<Activity, { kind: 'action' }>

export interface ActionPorts {
  decide: Decide
  look: LookAtCard
  clickers: ReadClicker
  log: Log
}

/** What was typed beside a button. Teams sends an input that was left empty as an empty text, or not at all. */
const Inputs = z.object({
  [inputIds.comment]: z.string().max(commentCharsMax).nullish(),
  [inputIds.reason]: z.string().max(denyReasonCharsMax).nullish(),
})

const outOfUse =
  'This button is no longer in use. Open the console to see where the request stands.'
const tooLong = 'A comment has at most 2,000 characters, the reason included. Nothing was decided.'
const notConfirmed =
  'We could not confirm your decision in time. If the card does not change in a moment, please click again.'

/**
 * One verified click or refresh, within two seconds whatever else is slow. The decision is committed before Teams hears
 * anything. A refusal is told in the card's place, to this person alone; a repeated click gets the same answer again.
 */
export async function receiveAction(
  ports: ActionPorts,
  action: Action,
  arrivedAt: number,
): Promise<InvokeAnswer> {
  const words = ActionWords.safeParse(action.data)
  const decision = decisionOf(action.verb)
  if (!words.success || (decision === null && action.verb !== verbs.refresh)) {
    return { kind: 'message', text: outOfUse }
  }
  return decision === null
    ? within(refresh(ports, action, words.data), { kind: 'unchanged' })
    : within(decideHere(ports, action, words.data, decision), {
        kind: 'message',
        text: notConfirmed,
      })

  async function within(work: Promise<InvokeAnswer>, late: InvokeAnswer): Promise<InvokeAnswer> {
    const answered = work.catch((error: unknown) => {
      ports.log.error({ err: error }, 'A Teams action failed')
      return late
    })
    const msLeft = Math.max(0, arrivedAt + answerMsMax - Date.now())
    return Promise.race([answered, after(msLeft, late)])
  }
}

function decisionOf(verb: string): DecisionWord | null {
  if (verb === verbs.approve) return 'approve'
  return verb === verbs.deny ? 'deny' : null
}

async function refresh(
  ports: ActionPorts,
  action: Action,
  words: ActionWords,
): Promise<InvokeAnswer> {
  const clicker = await ports.clickers(action)
  return (await personalView(ports, clicker, action, words, null)) ?? { kind: 'unchanged' }
}

async function decideHere(
  ports: ActionPorts,
  action: Action,
  words: ActionWords,
  decision: DecisionWord,
): Promise<InvokeAnswer> {
  const inputs = Inputs.safeParse(action.data)
  const comment = inputs.success ? commentFrom(inputs.data, decision) : null
  if (!inputs.success || (comment?.length ?? 0) > commentCharsMax) {
    return { kind: 'message', text: tooLong }
  }
  const clicker = await ports.clickers(action)
  const result = await ports.decide({
    request: words.r,
    decision,
    digest: words.d,
    comment,
    surface: 'teams',
    clicker,
    message: messageOf(action, words),
  })
  return answerTo(ports, result, clicker, action, words)
}

async function answerTo(
  ports: ActionPorts,
  result: DecideResult,
  clicker: Clicker,
  action: Action,
  words: ActionWords,
): Promise<InvokeAnswer> {
  if (result.ok) {
    return (
      (await personalView(ports, clicker, action, words, null)) ?? {
        kind: 'message',
        text: 'Your decision is recorded.',
      }
    )
  }
  const again =
    result.code === 'comment_required'
      ? await personalView(
          ports,
          clicker,
          action,
          words,
          'The policy wants a comment with this decision.',
        )
      : null
  return again ?? { kind: 'message', text: result.sentence }
}

/** The card as this person should see it now; null where it cannot be had, which undoes nothing. */
async function personalView(
  { look, log }: ActionPorts,
  clicker: Clicker,
  action: Action,
  words: ActionWords,
  sentence: string | null,
): Promise<InvokeAnswer | null> {
  try {
    const seen = await look({
      request: words.r,
      digest: words.d,
      message: messageOf(action, words),
      surface: 'teams',
      clicker,
      payloadCharsMax,
    })
    if (seen === null) return null
    const { card } = renderCard(seen.card, words.c, viewOf(seen.may, sentence))
    return { kind: 'card', card }
  } catch (error) {
    log.warn({ err: error }, 'A card could not be shown to one person')
    return null
  }
}

function viewOf(
  may: Extract<CardView, { kind: 'asked_again' }>['may'],
  sentence: string | null,
): CardView {
  if (sentence !== null) return { kind: 'asked_again', may, sentence }
  return may === null ? { kind: 'shared' } : { kind: 'personal', may }
}

/** A preset reason is one for saying no, so it is not taken along with an approval. */
function commentFrom(inputs: z.infer<typeof Inputs>, decision: DecisionWord): string | null {
  return commentOf(decision === 'deny' ? (inputs.reason ?? null) : null, inputs.comment ?? null)
}

function messageOf(
  { tenant, serviceUrl, conversation, message }: Action,
  { c: card }: ActionWords,
) {
  if (message === null || tenant === null) return null
  return { card, ...messageAt({ tenant, serviceUrl, conversation, activity: message }) }
}

function after<Value>(milliseconds: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds, value).unref()
  })
}
