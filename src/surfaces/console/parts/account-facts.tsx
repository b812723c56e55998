import type { JSX } from 'preact'
import type { Account } from '../../../app/ports.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { Moment } from './moment.tsx'
import { platforms } from './platforms.ts'
import { Said } from './said.tsx'

interface AccountFactsProps extends Account {
  since: Date
}

/** The two ids that make an account, as its platform calls them, and since when it is somebody's. */
export function AccountFacts({ provider, tenant, subject, since }: AccountFactsProps): JSX.Element {
  return (
    <p class="fine">
      {platforms[provider].tenant}{' '}
      <code>
        <Said text={oneLine(tenant)} />
      </code>
      , {platforms[provider].subject.toLowerCase()}{' '}
      <code>
        <Said text={oneLine(subject)} />
      </code>
      , linked <Moment at={since} />
    </p>
  )
}
