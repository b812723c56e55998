import type { Decide, DecideResult } from '../../app/ports.ts'
import type { Answer } from './answer.ts'
import { type Asker, type ButtonClick, readClick } from './click.ts'
import type { Log } from './log.ts'
import type { ReadProfile } from './profile.ts'

interface ClickPorts {
  decide: Decide
  profiles: ReadProfile
  answer: (asker: Asker, answer: Answer) => Promise<void>
  log: Log
}

const staleAnswer: Answer = {
  sentence: 'This button is no longer in use. Open the console to see where the request stands.',
  url: null,
}

/** Refusals that the console can do something about: the person gets the way there. */
const helpedByConsole = new Set(['comment_required', 'digest_mismatch'])

/**
 * One verified click, from reading it to telling the person. The decision is committed before Slack
 * hears anything; where `decide` throws, nothing is acknowledged and the person sees the click fail.
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
    case 'click': {
      const result = await decideClick(ports, reading.click)
      await ack()
      return result.ok ? undefined : ports.answer(reading.asker, answerTo(result))
    }
  }
}

async function decideClick(ports: ClickPorts, click: ButtonClick): Promise<DecideResult> {
  const profile = await ports.profiles(click.account, click.home)
  return ports.decide({
    request: click.button.request,
    decision: click.decision,
    digest: click.button.digest,
    comment: null,
    surface: 'slack',
    clicker: { kind: 'account', account: click.account, profile },
    message: click.message === null ? null : { card: click.button.card, ...click.message },
  })
}

function answerTo(refusal: Extract<DecideResult, { ok: false }>): Answer {
  const url = helpedByConsole.has(refusal.code) ? (refusal.request?.url ?? null) : null
  return { sentence: refusal.sentence, url }
}
