import type { ComponentChildren, JSX } from 'preact'
import type { Account } from '../../../app/ports.ts'
import type { IdentityView } from '../../../contract/person.ts'
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

interface AccountRowProps {
  account: IdentityView
  /** What can be done about it. */
  children?: ComponentChildren
}

/** One of somebody's accounts in a list. */
export function AccountRow({ account, children }: AccountRowProps): JSX.Element {
  const { provider, tenant, subject, created_at: since } = account
  return (
    <li>
      <strong>{platforms[provider].heading}</strong>
      <AccountFacts provider={provider} tenant={tenant} subject={subject} since={new Date(since)} />
      {children}
    </li>
  )
}
