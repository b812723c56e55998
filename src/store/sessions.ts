import type { SessionRecord, Sessions } from '../app/ports.ts'
import { IdentityId, PersonId } from '../contract/ids.ts'
import { holdActive } from './hold-active.ts'
import { type Database, insertEvents } from './prisma.ts'

/** Console sessions and one-time links: only hashes are kept. */
export function createSessions(database: Database): Sessions {
  return {
    open: (session) => database.$transaction((within) => open(within, session)),
    read: (hash, at, seenAfter) => read(database, hash, at, seenAfter),
    end: async (hash, at, events) => {
      await database.$transaction([
        database.session.updateMany({
          where: { hash, endedAt: null },
          data: { endedAt: at, idToken: null },
        }),
        insertEvents(database, events),
      ])
    },
    idTokenOf: async (hash) => {
      const row = await database.session.findFirst({ where: { hash, endedAt: null } })
      return row?.idToken ?? null
    },
    endOf: (...ending) => database.$transaction((within) => endOf(within, ...ending)),
    addLink: async (hash, expiresAt) => {
      await database.signInLink.create({
        data: { hash, expiresAt },
      })
    },
    useLink: async (hash, at) => {
      const used = await database.signInLink.updateMany({
        where: { hash, usedAt: null, expiresAt: { gt: at } },
        data: { usedAt: at },
      })
      return used.count === 1
    },
  }
}

async function open(
  within: Pick<Database, '$queryRaw' | 'session' | 'event'>,
  { hash, csrf, signedIn, at, endsAt, events, ...proof }: Parameters<Sessions['open']>[0],
): Promise<boolean> {
  if (signedIn !== null && !(await holdActive(within, signedIn.person))) return false
  await within.session.create({
    data: {
      hash,
      csrf,
      personId: signedIn?.person ?? null,
      identityId: signedIn?.identity ?? null,
      providerSid: proof.provider?.sid ?? null,
      idToken: proof.provider?.idToken ?? null,
      authenticatedAt: proof.authenticatedAt,
      createdAt: at,
      lastSeenAt: at,
      endsAt,
    },
  })
  await insertEvents(within, events)
  return true
}

/** A session that came from another issuer, or from elsewhere, is never the provider's to end. */
async function endOf(
  within: Pick<Database, 'session' | 'spent' | 'event'>,
  ...[{ issuer, subject, sid }, { hash, spentUntil }, at, event]: Parameters<Sessions['endOf']>
): Promise<boolean> {
  const used = await within.spent.createMany({
    data: [{ hash, expiresAt: spentUntil }],
    skipDuplicates: true,
  })
  if (used.count === 0) return false
  const ended = await within.session.updateManyAndReturn({
    where: {
      endedAt: null,
      endsAt: { gt: at },
      ...(sid === null ? {} : { providerSid: sid }),
      identity: {
        provider: 'oidc',
        tenant: issuer,
        ...(subject === null ? {} : { subject }),
      },
    },
    data: { endedAt: at, idToken: null },
  })
  const people = ended.flatMap(({ personId }) => (personId === null ? [] : [personId]))
  await insertEvents(
    within,
    people.map((person) => event(PersonId.parse(person))),
  )
  return true
}

async function read(
  database: Database,
  hash: string,
  at: Date,
  seenAfter: Date,
): Promise<SessionRecord | null> {
  const alive = {
    hash,
    endedAt: null,
    endsAt: { gt: at },
    lastSeenAt: { gt: seenAfter },
  }
  const row = await database.session.findFirst({
    where: alive,
    include: { person: { include: { emails: { where: { until: null } } } }, identity: true },
  })
  if (row === null || row.person?.disabledAt != null || row.identity?.endedAt != null) return null
  await database.session.updateMany({ where: alive, data: { lastSeenAt: at } })
  return {
    csrf: row.csrf,
    authenticatedAt: row.authenticatedAt,
    identity: row.identityId === null ? null : IdentityId.parse(row.identityId),
    person:
      row.person === null
        ? null
        : {
            id: PersonId.parse(row.person.id),
            name: row.person.name,
            emails: row.person.emails.map(({ email }) => email),
            // Whoever decides is read again: a session only says who it is.
            usergroups: [],
            directoryGroups: [],
            oidcGroups: [],
            disabled: false,
          },
  }
}
