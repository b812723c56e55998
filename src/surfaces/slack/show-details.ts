import { refusalSentence } from '../../core/sentences.ts'
import { type ActPorts, clickerOf } from './act.ts'
import type { Pressed } from './click.ts'
import type { Asker } from './interaction.ts'
import { noteOf, readNote } from './view-note.ts'
import { detailsView } from './views/details-view.ts'
import { sentenceModal } from './views/modal.ts'
import { openView, replaceView } from './views/open-view.ts'

export const notYoursSentence = refusalSentence('not_found', {
  agent: '',
  action: '',
  status: '',
  open: [],
  url: '',
})

/**
 * Opens everything about a request for somebody who may read it, or turns its pages in the view that is open. Each page
 * is made anew from what the request is now; who may not read it learns nothing of it.
 */
export async function showDetails(
  ports: ActPorts,
  { pressed, page, asker }: { pressed: Pressed; page: number; asker: Asker },
  ack: () => Promise<void>,
): Promise<void> {
  const { button, view } = pressed
  const clicker = await clickerOf(ports, pressed)
  const seen = await ports.verbs.inspect({ request: button.request, clicker })
  await ack()
  const open = view?.type === 'modal' ? view : null
  if (seen === null && open === null) {
    return ports.answer(asker, { sentence: notYoursSentence, url: null })
  }
  const before = readNote(open?.private_metadata)
  const face =
    seen === null
      ? sentenceModal(notYoursSentence, null)
      : detailsView(seen, before ?? noteOf(pressed), { page, pagesBefore: before?.n ?? null })
  const failure =
    open === null
      ? await openView(ports.homes, { ...asker, inModal: false }, face)
      : await replaceView(ports.homes, asker.home, open, face)
  if (failure !== null) {
    ports.log.warn({ failure }, 'The details of a request could not be shown')
    await ports.answer(asker, { sentence: failedSentence, url: seen?.card.url ?? null })
  }
}

const failedSentence =
  'Slack did not let us show the request in time. Click again, or open it in the console.'
