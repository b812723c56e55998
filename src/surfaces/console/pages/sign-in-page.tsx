import type { ComponentChildren } from 'preact'
import { Said } from '../parts/said.tsx'
import { counted } from '../words.ts'
import type { Page } from './page.ts'

/** Production: people will sign in by OpenID Connect, which this version does not have yet. */
export function SignInLaterPage(): Page {
  return signIn(
    <p>
      Signing in with your organisation’s account (OpenID Connect) is not available in this version.
      Decide in Slack or Microsoft Teams meanwhile.
    </p>,
  )
}

/** Development, without a session: only the link from the terminal opens one. */
export function GetLinkPage({ comeBack }: { comeBack: boolean }): Page {
  return signIn(
    <>
      <p>Open the one-time link that Countersign printed in its terminal.</p>
      <p class="fine">
        It works once and not for long. Each start prints a new one, and it has to be opened on this
        machine.
      </p>
      {comeBack ? <p>Then open the address that brought you here once more.</p> : null}
    </>,
  )
}

interface ChoosePersonProps {
  people: { email: string; groups: string[] }[]
  csrf: string
  returnTo: string
  /** The e-mail that was asked for and is nobody's, after a refused choice. */
  unknown: string | null
}

/** Development, with a session: be any person of the policy. */
export function ChoosePersonPage({ people, csrf, returnTo, unknown }: ChoosePersonProps): Page {
  return signIn(
    <>
      {unknown === null ? null : (
        <p class="notice refused" role="alert">
          The policy in force knows nobody with the e-mail <Said text={unknown} />.
        </p>
      )}
      <p>Who do you want to be? These are the people of the policy in force.</p>
      <form method="post" action="/console/sign-in" class="people">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="return" value={returnTo} />
        {people.map(({ email, groups }) => (
          <button class="person" type="submit" name="email" value={email}>
            <Said text={email} />
            <span class="groups">
              <Said text={groups.length === 0 ? 'in no group' : groups.join(', ')} />
            </span>
          </button>
        ))}
      </form>
      {people.length === 0 ? (
        <p>The policy names nobody: {counted(0, 'person', 'people')}.</p>
      ) : null}
    </>,
  )
}

function signIn(children: ComponentChildren): Page {
  return {
    title: 'Sign in',
    refreshSeconds: null,
    body: (
      <section class="sign-in">
        <h1>Sign in</h1>
        {children}
      </section>
    ),
  }
}
