import { type ActPorts, clickerOf } from './act.ts'
import type { ButtonClick } from './click.ts'
import type { Asker } from './interaction.ts'
import { payloadCharsMax } from './limits.ts'
import { noteOf } from './view-note.ts'
import { commentView } from './views/comment-view.ts'
import { openView } from './views/open-view.ts'
import { wantsForm } from './wants-form.ts'

/**
 * Opens the form of one decision for somebody who may make it. False where there is nothing to ask them: they may not
 * decide, or the button is of something else; then the rules themselves say so. The click is acknowledged before Slack
 * is called, because a trigger lasts three seconds and a form decides nothing.
 *
 * @param isAsked The rules have just asked this person for a comment.
 */
export async function openForm(
  ports: ActPorts,
  click: ButtonClick,
  { asker, isAsked, ack }: { asker: Asker; isAsked: boolean; ack: () => Promise<void> },
): Promise<boolean> {
  const { decision, button } = click
  const clicker = await clickerOf(ports, click)
  const { request, digest } = button
  // Without a message only those are shown the request who may read it.
  const place = { message: null, surface: 'slack' } as const
  const seen = await ports.verbs.look({ request, digest, ...place, clicker, payloadCharsMax })
  if (seen?.may?.[decision] !== true) {
    return false
  }
  const isNeeded = isAsked || seen.may.commentRequired.includes(decision)
  if (!isNeeded && !wantsForm(seen.card, decision)) {
    return false
  }
  await ack()
  const view = commentView(seen.card, decision, noteOf(click), isNeeded)
  const failure = await openView(ports.homes, asker, view)
  if (failure !== null) {
    ports.log.warn({ failure }, 'A form could not be opened')
    await ports.answer(asker, { sentence: formFailedSentence, url: seen.card.url })
  }
  return true
}

const formFailedSentence =
  'Slack did not let us open the form in time, so nothing was decided. Click again, or decide in the console.'
