import type { JSX } from 'preact'
import type { KnownPerson, LinkView } from '../../../app/ports.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { AccountRow } from '../parts/account-facts.tsx'
import { Icon } from '../parts/icons.tsx'
import { platforms } from '../parts/platforms.ts'
import { Said } from '../parts/said.tsx'
import type { Visitor } from '../session.ts'
import type { Page } from './page.ts'

interface MergeProps extends Extract<LinkView, { kind: 'merge' }> {
  offer: string
  visitor: Visitor
}

/** The two people who would be one: who each is, what each holds, and what to be sure of before. */
export function MergePage({ offer, offered, yours, theirs, visitor }: MergeProps): Page {
  const { name } = platforms[offered.account.provider]
  const title = 'Are both of these you?'
  return {
    title,
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>{title}</h1>
        <p>
          The account of {name} that asked for this address belongs to another person than the one
          who is signed in here.
        </p>
        <Known title="Signed in here" {...yours} />
        <Known title={`Whose account of ${name} it is`} {...theirs} />
        <p class="notice warning">
          <Icon name="warning" />
          <span>
            <strong>
              Go on only if both are you, and you asked the bot for this address yourself, just now.
            </strong>{' '}
            If somebody sent you the address, the other is them: they would decide in your name.
          </span>
        </p>
        <p>
          The one who is signed in here stays, and has everything of both from then on. You fill one
          seat of two, what bars either of you bars both, and it cannot be taken back.
        </p>
        <form method="post" action="/console/link" class="choices">
          <input type="hidden" name="csrf" value={visitor.csrf} />
          <input type="hidden" name="offer" value={offer} />
          <input type="hidden" name="same" value={theirs.person.id} />
          <button class="button approve" type="submit">
            Both are me
          </button>
          <a class="button plain" href="/requests">
            No
          </a>
        </form>
      </div>
    ),
  }
}

function Known({ title, person, identities }: KnownPerson & { title: string }): JSX.Element {
  const { name, emails } = person
  return (
    <section class="item">
      <h2>{title}</h2>
      <dl class="facts">
        <dt>Name</dt>
        <dd>{name === null ? 'none' : <Said text={oneLine(name)} />}</dd>
        <dt>E-mail</dt>
        <dd>{emails.length === 0 ? 'none' : <Said text={oneLine(emails.join(', '))} />}</dd>
      </dl>
      {identities.length === 0 ? <p class="fine">No account.</p> : null}
      <ul class="rows">
        {identities.map((account) => (
          <AccountRow key={account.id} account={account} />
        ))}
      </ul>
    </section>
  )
}

/** Before anything is said of the other person: whoever is at this browser has to be the one of the session. */
export function SignInAgainPage({ way }: { way: string }): Page {
  const title = 'Sign in again first'
  return {
    title,
    refreshSeconds: null,
    body: (
      <section class="message">
        <h1>{title}</h1>
        <p>
          This address belongs to the account of another person than the one who is signed in here.
          If both are you, you can say so, with a sign-in that is not older than ten minutes.
        </p>
        <p>
          <a class="button approve" href={way}>
            Sign in again
          </a>
        </p>
        <p class="fine">
          If that leads back to this page, your organisation’s sign-in does not say when it last saw
          you. Then an administrator can make both one. If somebody sent you this address, close it.
        </p>
      </section>
    ),
  }
}
