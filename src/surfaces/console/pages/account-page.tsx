import type { JSX } from 'preact'
import type { AccountView } from '../../../app/ports.ts'
import { nameCharsMax } from '../../../contract/limits.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { AccountFacts } from '../parts/account-facts.tsx'
import { MadeSecret } from '../parts/made-secret.tsx'
import { Moment } from '../parts/moment.tsx'
import { platforms } from '../parts/platforms.ts'
import { Said } from '../parts/said.tsx'
import type { Visitor } from '../session.ts'
import type { Page } from './page.ts'

/** For how many days a token may be made in the console. */
export const tokenDays = [7, 30, 90, 365]

interface AccountProps {
  account: AccountView
  visitor: Visitor
  /** A token that was made just now: this page is the only place that ever shows it. */
  made: { name: string; token: string } | null
  /** Why nothing was made. */
  refused: string | null
}

/** Whose accounts decide in this person's name, their tokens and their sessions. */
export function AccountPage({ account, visitor, made, refused }: AccountProps): Page {
  const { csrf } = visitor
  return {
    title: 'My account',
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>My account</h1>
        {made === null ? null : <Made {...made} />}
        {refused === null ? null : (
          <p class="notice refused" role="alert">
            {refused}
          </p>
        )}
        <Identities identities={account.identities} emails={visitor.person.emails} />
        <Tokens tokens={account.tokens} csrf={csrf} />
        <Sessions sessions={account.sessions} csrf={csrf} />
      </div>
    ),
  }
}

function Made({ name, token }: { name: string; token: string }): JSX.Element {
  return (
    <MadeSecret
      what={
        <>
          token “<Said text={oneLine(name)} />”
        </>
      }
      secret={token}
      sentence="Whoever has it decides in your name."
      trial={null}
    />
  )
}

interface IdentitiesProps {
  identities: AccountView['identities']
  emails: string[]
}

function Identities({ identities, emails }: IdentitiesProps): JSX.Element {
  return (
    <section class="item">
      <h2>Accounts that are you</h2>
      <p class="fine">
        What is decided with any of them counts as yours.{' '}
        {emails.length === 0 ? null : (
          <>
            You are known as <Said text={oneLine(emails.join(', '))} />.
          </>
        )}
      </p>
      <ul class="rows">
        {identities.map(({ id, provider, tenant, subject, since, here }) => (
          <li key={id}>
            <strong>{platforms[provider].heading}</strong>
            {here ? <span class="chip">this session</span> : null}
            <AccountFacts provider={provider} tenant={tenant} subject={subject} since={since} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Tokens({ tokens, csrf }: { tokens: AccountView['tokens']; csrf: string }): JSX.Element {
  return (
    <section class="item">
      <h2>Tokens</h2>
      <p class="fine">A token lets a program of yours read and decide through the API as you.</p>
      <ul class="rows">
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} csrf={csrf} />
        ))}
      </ul>
      <form method="post" action="/console/account/tokens" class="fields">
        <input type="hidden" name="csrf" value={csrf} />
        <div class="field">
          <label for="token-name">Name</label>
          <input id="token-name" name="name" required maxLength={nameCharsMax} autocomplete="off" />
        </div>
        <div class="field">
          <label for="token-days">Works for</label>
          <select id="token-days" name="days">
            {tokenDays.map((days) => (
              <option value={`${days}`} selected={days === 30} key={days}>{`${days} days`}</option>
            ))}
          </select>
        </div>
        <button class="button plain" type="submit">
          Make a token
        </button>
      </form>
    </section>
  )
}

interface TokenRowProps {
  token: AccountView['tokens'][number]
  csrf: string
}

function TokenRow({ token, csrf }: TokenRowProps): JSX.Element {
  const { id, name, createdAt, lastUsedAt, expiresAt } = token
  return (
    <li>
      <strong>
        <Said text={oneLine(name)} />
      </strong>
      <p class="fine">
        made <Moment at={createdAt} />,{' '}
        {lastUsedAt === null ? (
          'never used'
        ) : (
          <>
            last used <Moment at={lastUsedAt} />
          </>
        )}
        , expires <Moment at={expiresAt} as="until" />
      </p>
      <form method="post" action={`/console/account/tokens/${id}/revoke`}>
        <input type="hidden" name="csrf" value={csrf} />
        <button class="quiet" type="submit" aria-label={`Revoke ${oneLine(name)}`}>
          Revoke
        </button>
      </form>
    </li>
  )
}

interface SessionsProps {
  sessions: AccountView['sessions']
  csrf: string
}

function Sessions({ sessions, csrf }: SessionsProps): JSX.Element {
  return (
    <section class="item">
      <h2>Sessions</h2>
      <ul class="rows">
        {sessions.map(({ here, since, lastSeenAt }) => (
          <li key={since.getTime()}>
            signed in <Moment at={since} />, last seen <Moment at={lastSeenAt} />
            {here ? <span class="chip">this one</span> : null}
          </li>
        ))}
      </ul>
      {sessions.length < 2 ? null : (
        <form method="post" action="/console/account/sessions">
          <input type="hidden" name="csrf" value={csrf} />
          <button class="button plain" type="submit">
            End all others
          </button>
        </form>
      )}
    </section>
  )
}
