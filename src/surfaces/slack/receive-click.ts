import type { DecideResult } from '../../app/ports.ts'
import { type ActPorts, decideAs } from './act.ts'
import type { Answer } from './answer.ts'
import { type ButtonClick, readClick } from './click.ts'
import type { Asker } from './interaction.ts'
import { openForm } from './open-form.ts'
import type { Who } from './origin.ts'
import { showDetails } from './show-details.ts'
import { sentenceModal } from './views/modal.ts'
import { replaceView } from './views/open-view.ts'

export type ClickPorts = ActPorts & {
  /** Shows another page of a person's Home tab. */
  turnHome: (who: Who, page: number) => void
}

const staleAnswer: Answer = {
  sentence: 'This button is no longer in use. Open the console to see where the request stands.',
  url: null,
}

/** Refusals that the console can do something about: the person gets the way there. */
const helpedByConsole = new Set(['comment_required', 'digest_mismatch'])

/**
 * One verified click, from reading it to telling the person. A decision is committed before Slack
 * hears anything; where a verb throws, nothing is acknowledged and the person sees the click fail.
 */
export async function receiveClick(
  ports: ClickPorts,
  body: unknown,
  ack: () => Promise<void>,
): Promise<void> {
  const reading = readClick(body)
  switch (reading.kind) {
    case 'link':
      return ack()
    case 'unreadable':
      ports.log.warn({}, 'A Slack interaction had another shape than documented')
      return ack()
    case 'stale':
      await ack()
      return ports.answer(reading.asker, staleAnswer)
    case 'home':
      await ack()
      return ports.turnHome(reading.who, reading.page)
    case 'details':
      return showDetails(ports, reading, ack)
    case 'click':
      return receiveDecision(ports, reading.click, reading.asker, ack)
  }
}

async function receiveDecision(
  ports: ActPorts,
  click: ButtonClick,
  asker: Asker,
  ack: () => Promise<void>,
): Promise<void> {
  if (click.form && (await openForm(ports, click, { asker, isAsked: false, ack }))) {
    return
  }
  const { button, ...pressed } = click
  const result = await decideAs(ports, { ...pressed, ...button, comment: null })
  if (!result.ok && result.code === 'comment_required') {
    if (await openForm(ports, click, { asker, isAsked: true, ack })) {
      return
    }
  }
  await ack()
  return tell(ports, click, asker, result)
}

/** A refusal is told to the person alone. In a modal, what they have done stands in the place of what they did it on. */
async function tell(
  ports: ActPorts,
  { view }: ButtonClick,
  asker: Asker,
  result: DecideResult,
): Promise<void> {
  if (view?.type === 'modal') {
    const answer = result.ok ? { sentence: doneSentence(result), url: null } : answerTo(result)
    const face = sentenceModal(answer.sentence, answer.url)
    const failure = await replaceView(ports.homes, asker.home, view, face)
    if (failure !== null) {
      ports.log.warn({ failure }, 'A view could not be brought up to date')
    }
  } else if (!result.ok) {
    await ports.answer(asker, answerTo(result))
  }
}

function doneSentence({ request }: Extract<DecideResult, { ok: true }>): string {
  return request.status === 'pending'
    ? 'Your approval is recorded. Others are still needed.'
    : `The request is ${request.status}.`
}

export function answerTo(refusal: Extract<DecideResult, { ok: false }>): Answer {
  const url = helpedByConsole.has(refusal.code) ? (refusal.request?.url ?? null) : null
  return { sentence: refusal.sentence, url }
}
