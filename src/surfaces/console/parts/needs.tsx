import type { JSX } from 'preact'
import type { CardNeed } from '../../../core/card/card.ts'
import { Icon } from './icons.tsx'
import { Moment } from './moment.tsx'
import { Said } from './said.tsx'

/** Every group that is asked, how far it is, and who of it has approved. */
export function Needs({ needs }: { needs: CardNeed[] }): JSX.Element {
  return (
    <ul class="needs">
      {needs.map((need) => (
        <li class={need.have >= need.count ? 'met' : 'open'}>
          <span class="group">
            <Said text={need.group} />
          </span>{' '}
          <span class="progress">
            {need.have >= need.count ? <Icon name="approved" /> : null}
            {`${need.have} of ${need.count}`}
          </span>
          {need.by.map(({ name, at }) => (
            <span class="approver">
              <Said text={name} /> approved <Moment at={at} />
            </span>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** The same in one line, for the queue: `data-owners 0 of 1 · security 1 of 1`. */
export function NeedsLine({ needs }: { needs: CardNeed[] }): JSX.Element {
  return (
    <span>
      {needs.map((need, index) => (
        <span class="need">
          {index > 0 ? ' · ' : ''}
          <Said text={need.group} /> {`${need.have} of ${need.count}`}
        </span>
      ))}
    </span>
  )
}
