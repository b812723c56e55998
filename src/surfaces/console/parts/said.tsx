import type { JSX } from 'preact'
import { visible } from '../../../core/inert/visible.ts'
import { splitMarks } from './mark.ts'

/**
 * Text that somebody else wrote, alone in its own direction, with what cannot be seen set apart. Cards
 * bring their text inert already; doing it again changes nothing, and no text is ever missed.
 */
export function Said({
  text,
  lines = 'one',
}: {
  text: string
  lines?: 'one' | 'many'
}): JSX.Element {
  const turns = splitMarks(visible(text))
  return (
    <bdi class={lines === 'many' ? 'said lines' : 'said'}>
      {turns.map((turn, index) => (index % 2 === 0 ? turn : <span class="mark">{turn}</span>))}
    </bdi>
  )
}
