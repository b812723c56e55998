import type { JSX } from 'preact'
import type { PersonEventView } from '../../../app/ports.ts'
import { eventWords } from '../../../core/card/event-words.ts'
import { surfaceWord } from '../words.ts'
import { Moment } from './moment.tsx'
import { Said } from './said.tsx'

/** What happened to a request, oldest first. */
export function Story({ events }: { events: PersonEventView[] }): JSX.Element {
  return (
    <ol class="story">
      {events.map((event) => (
        <li>
          <span class="what">{eventWords[event.type]}</span>{' '}
          <span class="by">
            by <Said text={event.actor} />
            {event.surface === null ? '' : `, ${surfaceWord(event.surface)}`}
          </span>
          {event.code === null ? null : (
            <code class="code">
              <Said text={event.code} />
            </code>
          )}
          <Moment at={event.at} />
        </li>
      ))}
    </ol>
  )
}
