import type { JSX } from 'preact'
import type { DisabledBy, IdentityView, PersonView } from '../../../contract/person.ts'
import { shorten } from '../../../core/inert/shorten.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { AccountRow } from '../parts/account-facts.tsx'
import { ButtonForm, emailOf, SureForm } from '../parts/administration.tsx'
import { Moment } from '../parts/moment.tsx'
import { platforms } from '../parts/platforms.ts'
import { RemovedAccounts } from '../parts/removed-accounts.tsx'
import { Said } from '../parts/said.tsx'
import type { Page } from './page.ts'

interface PersonProps {
  person: PersonView
  identities: IdentityView[]
  /** Accounts that were taken from them. */
  removed: IdentityView[]
  csrf: string
}

/** The head of the page; what is longer stands in full beneath. */
const whoCharsMax = 200

const disablers: Record<DisabledBy, string> = {
  directory: 'the directory',
  operator: 'an administrator',
}

/** One person: who they are, whether they may act, and whose accounts act for them. */
export function PersonDetails({ person, identities, removed, csrf }: PersonProps): Page {
  const who = shorten(oneLine(emailOf(person)), whoCharsMax)
  return {
    title: who,
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>
          <Said text={who} />
        </h1>
        <Facts person={person} csrf={csrf} />
        <Accounts person={person} identities={identities} csrf={csrf} />
        <RemovedAccounts person={person.id} removed={removed} csrf={csrf} />
        <SameAs id={person.id} csrf={csrf} />
      </div>
    ),
  }
}

function Facts({ person, csrf }: { person: PersonView; csrf: string }): JSX.Element {
  const { id, name, emails, disabled_by: by, created_at: since } = person
  const byUs = by.includes('operator')
  return (
    <section class="item">
      <h2>Who</h2>
      <p class="fine">
        {name === null ? null : (
          <>
            <Said text={oneLine(name)} />,{' '}
          </>
        )}
        <code>{id}</code>, known since <Moment at={new Date(since)} />
      </p>
      <p>
        {emails.length === 0 ? (
          'No e-mail.'
        ) : (
          <Said text={oneLine(`E-mails: ${emails.join(', ')}`)} />
        )}
      </p>
      <p>
        {by.length === 0
          ? 'Active.'
          : `Disabled by ${by.map((one) => disablers[one]).join(' and ')}: nothing that they approved counts.`}
      </p>
      <ButtonForm
        action={`/console/people/${id}/standing`}
        csrf={csrf}
        words={byUs ? 'Enable' : 'Disable'}
        fields={{ disabled: `${!byUs}` }}
        look="button plain"
      />
    </section>
  )
}

function Accounts({ person, identities, csrf }: Omit<PersonProps, 'removed'>): JSX.Element {
  return (
    <section class="item">
      <h2>Accounts</h2>
      <p class="fine">
        Whoever clicks with one of them is this person. An account that is removed is a stranger’s,
        and its tokens and sessions end.
      </p>
      <ul class="rows">
        {identities.map((account) => (
          <AccountRow key={account.id} account={account}>
            {account.provider === 'scim' ? (
              <p class="fine">The directory manages this one.</p>
            ) : (
              <SureForm
                action={`/console/people/${person.id}/identities/${account.id}/remove`}
                csrf={csrf}
                words="Remove"
                what={`the account of ${platforms[account.provider].name}`}
                sure="Remove this account"
                sentence="It is a stranger’s at once, and no e-mail links it again."
              />
            )}
          </AccountRow>
        ))}
      </ul>
    </section>
  )
}

function SameAs({ id, csrf }: { id: string; csrf: string }): JSX.Element {
  return (
    <section class="item">
      <h2>The same person as</h2>
      <p class="fine">
        Accounts, e-mails, decisions and agents become the other’s, one seat is left of two, and
        what bars or disables either does both. It cannot be taken back.
      </p>
      <form method="post" action={`/console/people/${id}/merge`} class="fields">
        <input type="hidden" name="csrf" value={csrf} />
        <div class="field">
          <label for="other">E-mail of the other</label>
          <input id="other" name="email" type="email" required autocomplete="off" />
        </div>
        <button class="button plain" type="submit">
          Make them one
        </button>
      </form>
    </section>
  )
}
