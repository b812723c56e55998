import type { SignInRefusal } from '../../../app/ports.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { Said } from '../parts/said.tsx'
import { startPath } from '../return-path.ts'
import type { Page } from './page.ts'

interface Words {
  title: string
  sentences: string
}

const again: Words = {
  title: 'This sign-in did not come to its end',
  sentences:
    'It was not begun in this browser just now, another one was begun after it, it took too long, or it was used already. Nobody was signed in. Begin again.',
}
const wrong: Words = {
  title: 'This sign-in was refused',
  sentences:
    'What came back is not what the provider would have sent for it. Nobody was signed in. If it happens again, tell whoever runs Countersign.',
}

const refusals: Record<SignInRefusal, Words> = {
  no_attempt: again,
  attempt_expired: again,
  attempt_used: again,
  other_issuer: again,
  state_mismatch: again,
  answer_invalid: wrong,
  code_refused: again,
  provider_refused: {
    title: 'The provider did not sign you in',
    sentences: 'It refused, or you turned back there. Nothing was changed here.',
  },
  provider_unavailable: {
    title: 'The provider cannot be reached just now',
    sentences:
      'Without its word nobody is signed in. Whoever is signed in already stays so. Try again in a moment.',
  },
  client_refused: {
    title: 'The provider does not take our word',
    sentences:
      'It refuses the id or the secret that Countersign is set up with, so nobody can be signed in. Tell whoever runs Countersign.',
  },
  authentication_too_old: {
    title: 'You signed in at the provider too long ago',
    sentences: 'Sign in there again, then here.',
  },
  email_not_verified: {
    title: 'Your e-mail is not verified',
    sentences:
      'The provider does not vouch for your e-mail, so it does not say here who you are. Tell whoever runs Countersign.',
  },
  nobody_known: {
    title: 'You are nobody we know',
    sentences:
      'Your organisation knows you, and the policy of Countersign does not: it names neither your e-mail nor a group of yours. Tell whoever runs Countersign.',
  },
  person_disabled: {
    title: 'You are switched off here',
    sentences: 'Whoever runs Countersign, or your organisation’s directory, took your access away.',
  },
  second_account: {
    title: 'You sign in with another account',
    sentences:
      'The person of this e-mail already has an account of this provider, and it never changes hands. If it is yours, tell whoever runs Countersign.',
  },
}

interface RefusedProps {
  code: SignInRefusal
  /** Who the provider says it is, where that much is sure. */
  email: string | null
  returnTo: string
}

/** Why nobody was signed in, and how to try again. */
export function SignInRefusedPage({ code, email, returnTo }: RefusedProps): Page {
  const { title, sentences } = refusals[code]
  return {
    title,
    refreshSeconds: null,
    body: (
      <section class="message">
        <h1>{title}</h1>
        {email === null ? null : (
          <p>
            You are signed in there as <Said text={oneLine(email)} />.
          </p>
        )}
        <p>{sentences}</p>
        <p>
          <a class="button plain" href={startPath(returnTo)}>
            Sign in again
          </a>
        </p>
      </section>
    ),
  }
}

/** Signed out here; the provider's own session is another thing, which would sign in again without a word. */
export function SignedOutPage({ host, url }: { host: string; url: string }): Page {
  const title = 'You are signed out'
  return {
    title,
    refreshSeconds: null,
    body: (
      <section class="message">
        <h1>{title}</h1>
        <p>
          You are still signed in at <Said text={host} />, which would sign you in here again. On a
          machine that others use, sign out there too.
        </p>
        <p class="choices">
          <a class="button approve" href={url} rel="noreferrer">
            Sign out there too
          </a>
          <a class="button plain" href="/console/sign-in">
            Sign in again
          </a>
        </p>
      </section>
    ),
  }
}
