import type { JSX } from 'preact'
import type { IdentityView } from '../../../contract/person.ts'
import { AccountRow } from './account-facts.tsx'
import { ButtonForm } from './administration.tsx'
import { platforms } from './platforms.ts'

interface RemovedAccountsProps {
  person: string
  removed: IdentityView[]
  csrf: string
}

/** Accounts that were taken from somebody, each with the way back; nothing where there are none. */
export function RemovedAccounts({
  person,
  removed,
  csrf,
}: RemovedAccountsProps): JSX.Element | null {
  const given = removed.filter(({ provider }) => provider !== 'scim')
  if (given.length === 0) return null
  return (
    <section class="item">
      <h2>Removed accounts</h2>
      <p class="fine">
        Nobody’s now, whatever their e-mail says. Give one back where it was removed by mistake; its
        old tokens and sessions stay ended.
      </p>
      <ul class="rows">
        {given.map((account) => (
          <AccountRow key={account.id} account={account}>
            <ButtonForm
              action={`/console/people/${person}/identities/${account.id}/restore`}
              csrf={csrf}
              words="Give back"
              label={`Give the account of ${platforms[account.provider].name} back`}
            />
          </AccountRow>
        ))}
      </ul>
    </section>
  )
}
