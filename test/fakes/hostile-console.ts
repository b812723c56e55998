import type { AccountView, ConsoleVerbs, GroupState, SignInRefusal } from '../../src/app/ports.ts'
import type { PersonId } from '../../src/contract/ids.ts'
import { fakeAdministration, shownAgent, shownPerson } from './console-administration.ts'
import { type FakeVerbs, fakeVerbs, pageView, personOf } from './console-verbs.ts'

/** 100 KB without a space, which wants to be markup, to run, and to turn its neighbours around. */
const hostileText = `<img src=x onerror="window.hit=1"><script>window.hit=1</script>"'>\u202e\u200b${'W'.repeat(100_000)}`
export const hostileOffer = 'hostile-offer'

const people = 500
const agents = 300
const at = '2026-11-20T09:00:00.000Z'

/** A console in which everybody and everything has the worst of names, with somebody who administers it. */
export interface HostileConsole {
  verbs: ConsoleVerbs
  fake: FakeVerbs
  cookie: string
  /** Why the provider's next answer is refused. */
  refuseSignIn(code: SignInRefusal): void
}

export function hostileConsole(): HostileConsole {
  const fake = fakeVerbs()
  const { verbs: administration, admins } = fakeAdministration()
  admins.add(personOf('ana@example.com').id)
  fake.put(pageView())
  fake.accounts.offers.set(hostileOffer, {
    account: { provider: 'entra', tenant: hostileText, subject: hostileText },
    name: hostileText,
  })
  let refusal: SignInRefusal = 'nobody_known'
  return {
    fake,
    cookie: fake.signIn('ana@example.com').cookie,
    refuseSignIn: (code) => {
      refusal = code
    },
    verbs: {
      ...fake.verbs,
      sessions: { ...fake.verbs.sessions, read: (cookie) => hostileSession(fake, cookie) },
      signIn: {
        host: hostileText,
        begin: async () => null,
        finish: async () => ({
          kind: 'refused',
          code: refusal,
          email: hostileText,
          returnTo: '/requests',
          spent: true,
        }),
        endByProvider: async () => 'refused',
      },
      account: { ...fake.verbs.account, read: async () => hostileAccount() },
      administration: {
        ...administration,
        people: async ({ email }) => ({
          data: email === undefined ? hostilePeople() : [],
          next_cursor: email === undefined ? shownPerson.id : null,
        }),
        person: async () => ({
          person: hostilePerson(0),
          identities: hostileIdentities(),
          removed: hostileIdentities().map((one) => ({ ...one, removed_at: at })),
        }),
        groups: async () => hostileGroups(),
        groupNames: async () => Array.from({ length: 200 }, (_, index) => `group-${index}`),
        agents: async (visitor) => {
          const { by } = await administration.agents(visitor)
          return { by, agents: hostileAgents() }
        },
        agent: async () => hostileAgent(),
      },
    },
  }
}

async function hostileSession({ verbs }: FakeVerbs, cookie: string) {
  const session = await verbs.sessions.read(cookie)
  if (session === null || session.person === null) return session
  return { ...session, person: { ...session.person, emails: [hostileText] } }
}

/** The first few are the worst; the others are there for their number. */
function hostilePerson(index: number) {
  const name = nameOf(index)
  const id: PersonId = `per_01k9xv2m4te8wb1q0zr7y5${String(index).padStart(4, '0')}`
  return { ...shownPerson, id, name, emails: [name] }
}

function nameOf(index: number): string {
  return index < 3 ? hostileText : hostileText.slice(0, 254)
}

function hostilePeople() {
  return Array.from({ length: 50 }, (_, index) => hostilePerson(index))
}

function hostileIdentities() {
  const id = 'idn_01k9xv2m4te8wb1q0zr7y5h3f2' as const
  const ids = { tenant: hostileText, subject: hostileText, created_at: at }
  return [{ id, provider: 'slack' as const, ...ids }]
}

function hostileGroups(): GroupState[] {
  const everybody = Array.from({ length: people }, (_, index) => ({
    id: hostilePerson(index).id,
    name: nameOf(index),
    disabled: index % 2 === 0,
  }))
  const source = { kind: 'directory', name: hostileText } as const
  const uses = { rules: [hostileText], administers: true }
  const shared = { source, heardAt: null, trouble: hostileText, uses, owns: [hostileText] }
  return [
    { ...shared, name: hostileText, people: everybody },
    { ...shared, name: 'small', people: everybody.slice(0, 3) },
  ]
}

function hostileAgents() {
  return Array.from({ length: agents }, (_, index) => ({
    ...shownAgent,
    name: `${nameOf(index)}${index}`,
    owners: [nameOf(index)],
    disabled: index % 2 === 0,
  }))
}

function hostileAgent() {
  const [key] = shownAgent.keys
  const [trust] = shownAgent.trusts
  if (key === undefined || trust === undefined) throw new Error('the shown agent has both')
  const revoked = { ...key, made_by: nameOf(agents), revoked_at: at }
  const words = { subject: hostileText, issuer: hostileText, audience: hostileText }
  return {
    ...shownAgent,
    name: hostileText,
    owners: [hostileText, { group: 'g'.repeat(63) }],
    keys: [{ ...key, made_by: hostileText }, ...Array.from({ length: 200 }, () => revoked)],
    trusts: [{ ...trust, ...words, jwks_url: hostileText, made_by: hostileText }],
  }
}

function hostileAccount(): AccountView {
  const since = new Date(at)
  return {
    identities: [
      {
        id: 'idn_01k9xv2m4te8wb1q0zr7y5h3f2',
        provider: 'oidc',
        tenant: hostileText,
        subject: hostileText,
        since,
        here: true,
      },
    ],
    tokens: [
      {
        id: 'tok_01k9xv2m4te8wb1q0zr7y5h3f3',
        name: hostileText,
        createdAt: since,
        lastUsedAt: null,
        expiresAt: since,
      },
    ],
    sessions: [
      { here: true, since, lastSeenAt: since },
      { here: false, since, lastSeenAt: since },
    ],
  }
}
