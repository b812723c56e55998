import type { JSX } from 'preact'
import type { Card, CardVerdict } from '../../../core/card/card.ts'
import { surfaceWord } from '../words.ts'
import { Icon } from './icons.tsx'
import { Moment } from './moment.tsx'
import { Said } from './said.tsx'

/** How a request ended, by whom, and how the execution went. */
export function Verdict({ card }: { card: Card }): JSX.Element | null {
  const { verdict } = card
  if (verdict === null || card.status === 'pending') return null
  return (
    <section class={`verdict ${card.status}`} aria-labelledby="verdict">
      <h2 id="verdict">
        <Icon name={card.status} />
        {verdict.title} <Moment at={verdict.at} />
      </h2>
      <By verdict={verdict} agent={card.agent} />
      {verdict.reason === null ? null : (
        <blockquote>
          <Said text={verdict.reason} lines="many" />
        </blockquote>
      )}
      <Ending ending={verdict.ending} />
    </section>
  )
}

function Ending({ ending }: Pick<CardVerdict, 'ending'>): JSX.Element | null {
  if (ending === null) return null
  return (
    <div class="ending">
      <p>
        <strong>{ending.title}</strong> <Moment at={ending.at} />
      </p>
      {ending.words === null ? null : (
        <blockquote>
          <Said text={ending.words} lines="many" />
        </blockquote>
      )}
    </div>
  )
}

function By({ verdict, agent }: { verdict: CardVerdict; agent: string }): JSX.Element {
  if (verdict.by === 'policy') return <p>By the policy; nobody had to be asked.</p>
  if (verdict.by === 'clock') return <p>Time ran out before it was decided. Nothing may run.</p>
  if (verdict.by === 'agent') {
    return (
      <p>
        By <Said text={agent} />, which asked for it.
      </p>
    )
  }
  return (
    <ul class="deciders">
      {verdict.people.map((person) => (
        <li>
          <Said text={person.name} />
          <span class="by">
            {' ('}
            {person.group === null ? null : (
              <>
                <Said text={person.group} />
                {', '}
              </>
            )}
            {surfaceWord(person.surface)}, <Moment at={person.at} />)
          </span>
          {person.comment === null ? null : (
            <blockquote>
              <Said text={person.comment} lines="many" />
            </blockquote>
          )}
        </li>
      ))}
    </ul>
  )
}
