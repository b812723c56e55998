import type { AccountVerbs, AccountView } from '../../src/app/ports.ts'

const since = new Date('2026-11-20T09:00:00Z')

/** One person's account in memory: an account of a chat beside the one they signed in with, and their tokens. */
export function fakeAccount(): AccountVerbs {
  let tokens: AccountView['tokens'] = []
  let others = 1
  return {
    read: async () => ({
      identities: [
        {
          id: identityId('1'),
          provider: 'oidc',
          tenant,
          subject: 'W'.repeat(255),
          since,
          here: true,
        },
        { id: identityId('2'), provider: 'slack', tenant: 'T0', subject: 'U0', since, here: false },
      ],
      tokens,
      sessions: [
        { here: true, since, lastSeenAt: since },
        ...Array.from({ length: others }, () => ({ here: false, since, lastSeenAt: since })),
      ],
    }),
    createToken: async (_owner, { name, expiresInSeconds }) => {
      const id = `tok_01k9xv2m4te8wb1q0zr7y5h3c${tokens.length}` as const
      const expiresAt = new Date(since.getTime() + expiresInSeconds * 1000)
      tokens = [{ id, name, createdAt: since, lastUsedAt: null, expiresAt }, ...tokens]
      return { ok: true, id, token: 'csp_shown-once', expiresAt }
    },
    revokeToken: async (_person, id) => {
      const count = tokens.length
      tokens = tokens.filter((token) => token.id !== id)
      return tokens.length < count
    },
    endOtherSessions: async () => {
      others = 0
    },
  }
}

const tenant = 'https://login.example.com'

function identityId(digit: string): `idn_${string}` {
  return `idn_01k9xv2m4te8wb1q0zr7y5h3d${digit}`
}
