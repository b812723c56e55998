import { readSession, signOut } from '../app/console-sessions.ts'
import { endByProvider } from '../app/end-by-provider.ts'
import {
  createPersonToken,
  endOtherSessions,
  readAccount,
  revokePersonToken,
} from '../app/my-account.ts'
import type {
  AccountVerbs,
  IdentityProvider,
  RefusalBrake,
  Sealing,
  SignInVerbs,
} from '../app/ports.ts'
import { beginSignIn, finishSignIn, signOutOfProvider } from '../app/sign-in.ts'
import { createOpenIdProvider } from '../delivery/openid/provider.ts'
import { brakeRefusals } from './brake-refusals.ts'
import { countRefusedCalls } from './refused-calls.ts'
import { sealAttempts } from './seal-attempts.ts'
import type { Wiring } from './wire.ts'

/** The provider that is set, or null. It is asked for nothing before somebody signs in. */
function openProvider({ config, log }: Wiring): IdentityProvider | null {
  if (config.oidc === null) return null
  return createOpenIdProvider({
    settings: config.oidc,
    // The operator names the provider, and many stand in a private network: it needs no guard against its own address.
    fetch: globalThis.fetch,
    now: () => new Date(),
    onFault: (err) => log.warn({ err }, 'the OpenID provider cannot be used just now'),
  })
}

export interface SigningIn {
  signIn: SignInVerbs | null
  signOut: (cookie: string) => Promise<string | null>
  /** Writes what was counted and not yet written. */
  stop(): Promise<void>
}

/** How people sign in, and what ends a session, with or without a provider. */
export function signInVerbs(wiring: Wiring, sealing: Sealing): SigningIn {
  const { deps, log } = wiring
  const provider = openProvider(wiring)
  if (provider === null) {
    return {
      signIn: null,
      signOut: async (cookie) => {
        await signOut(deps, cookie)
        return null
      },
      stop: async () => {},
    }
  }
  const refused = countRefusedCalls({
    newId: deps.newId,
    append: deps.events.append,
    now: deps.now,
    onFault: (err) => log.warn({ err }, 'refused sign-ins could not be recorded'),
  })
  const refusals: RefusalBrake = {
    within: brakeRefusals(Date.now),
    count: (code) => refused.count('console', code),
  }
  const own = { ...deps, refusals, provider, sealing, attempts: sealAttempts(sealing) }
  return {
    signIn: {
      host: new URL(provider.issuer).host,
      begin: (returnTo, fresh) => beginSignIn(own, returnTo, fresh),
      finish: (given) => finishSignIn(own, given),
      endByProvider: (token) => endByProvider(own, token),
    },
    signOut: (cookie) => signOutOfProvider(own, cookie),
    stop: refused.stop,
  }
}

/** What a signed-in person does with their own account. */
export function accountVerbs({ deps }: Wiring): AccountVerbs {
  return {
    read: (person, cookie) => readAccount(deps, person, cookie),
    createToken: (owner, wanted) => createPersonToken(deps, owner, wanted),
    revokeToken: (person, id) => revokePersonToken(deps, person, id),
    endOtherSessions: (person, cookie) => endOtherSessions(deps, person, cookie),
  }
}

/** The verbs behind `/v1/me`. */
export function meVerbs(wiring: Wiring, anyLoopback: boolean) {
  const { deps, config } = wiring
  return {
    readSession: (cookie: string) => readSession(deps, cookie),
    account: accountVerbs(wiring),
    publicUrl: config.publicUrl,
    anyLoopback,
  }
}
