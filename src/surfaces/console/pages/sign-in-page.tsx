import type { ComponentChildren } from 'preact'
import { Said } from '../parts/said.tsx'
import { returnPath, startPath } from '../return-path.ts'
import { counted } from '../words.ts'
import type { Page } from './page.ts'

/** Production without an OpenID provider. */
export function NoSignInPage(): Page {
  return signIn(
    <p>
      Signing in with your organisation’s account (OpenID Connect) is not set up here. Whoever runs
      Countersign sets it up. Decide in Slack or Microsoft Teams meanwhile.
    </p>,
  )
}

interface ProviderProps {
  /** The provider's host. */
  host: string
  returnTo: string
}

/** The way to the organisation's own sign-in. */
export function ProviderPage(props: ProviderProps): Page {
  return signIn(<ProviderWay {...props} />)
}

/** A link and no form: what a form leads to has to be of our own origin. */
function ProviderWay({ host, returnTo }: ProviderProps) {
  return (
    <>
      <p>
        Sign in with your organisation’s account, at <Said text={host} />.
      </p>
      <p>
        <a class="button approve" href={startPath(returnTo)}>
          Sign in
        </a>
      </p>
    </>
  )
}

interface LinkProps {
  /** The provider's host, where one is set beside. */
  host: string | null
  returnTo: string
}

/** Development, without a session: only the link from the terminal opens one. */
export function GetLinkPage({ host, returnTo }: LinkProps): Page {
  const comeBack = returnTo !== returnPath(null)
  return signIn(
    <>
      <p>Open the one-time link that Countersign printed in its terminal.</p>
      <p class="fine">
        It works once and not for long. Each start prints a new one, and it has to be opened on this
        machine.
      </p>
      {comeBack ? <p>Then open the address that brought you here once more.</p> : null}
      {host === null ? null : <ProviderWay host={host} returnTo={returnTo} />}
    </>,
  )
}

interface ChoosePersonProps {
  people: { email: string; groups: string[] }[]
  csrf: string
  returnTo: string
  /** The provider's host, where one is set beside. */
  host: string | null
  /** The e-mail that was asked for and is nobody's, after a refused choice. */
  unknown: string | null
}

/** Development, with a session: be any person of the policy. */
export function ChoosePersonPage({
  people,
  csrf,
  returnTo,
  host,
  unknown,
}: ChoosePersonProps): Page {
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
      {host === null ? null : <ProviderWay host={host} returnTo={returnTo} />}
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
