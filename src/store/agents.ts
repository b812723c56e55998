import type { Agents, EventDraft, OwnerRecord } from '../app/ports.ts'
import { AgentKind, type AgentView, type AgentWithKeys } from '../contract/agent.ts'
import { AgentId, KeyId } from '../contract/ids.ts'
import { Prisma } from './generated/client.ts'
import { type Database, insertEvents } from './prisma.ts'
import { ownersNow } from './sql/barred.ts'
import { trustView } from './trusts.ts'

/** Prisma's code for a unique constraint that failed. */
const uniqueViolation = 'P2002'

const withEmails = { emails: { where: { until: null } } } satisfies Prisma.PersonInclude

const withOwners = {
  owners: {
    where: { until: null },
    include: { person: { include: withEmails } },
    orderBy: { id: 'asc' },
  },
} satisfies Prisma.AgentInclude

type PersonRow = Prisma.PersonGetPayload<{ include: typeof withEmails }>

type AgentRow = Prisma.AgentGetPayload<{ include: typeof withOwners }>

/** The store of agents, their owners and their keys. Every change is written with its events. */
export function createAgents(database: Database): Agents {
  return {
    create: (agent) => create(database, agent),
    list: async () => {
      const rows = await database.agent.findMany({ include: withOwners, orderBy: { id: 'asc' } })
      return rows.map(toView)
    },
    read: (id) => read(database, id),
    change: (id, change, events) => applyChange(database, id, change, events),
    addKey: async (agentId, { id, hash, madeBy, expiresAt }, events) => {
      await database.$transaction([
        database.agentKey.create({ data: { id, agentId, hash, madeBy, expiresAt } }),
        insertEvents(database, events),
      ])
      return true
    },
    ownedBy: (person) => ownedBy(database, person),
    revokeKey: (agent, key, at, events) => revokeKey(database, { agentId: agent, key, at }, events),
  }
}

async function create(
  database: Database,
  { id, name, kind, owners, key, events }: Parameters<Agents['create']>[0],
): Promise<'created' | 'name_taken'> {
  try {
    await database.$transaction([
      database.agent.create({
        data: {
          id,
          name,
          kind,
          owners: { create: owners.map(ownerColumns) },
          keys: { create: key },
        },
      }),
      insertEvents(database, events),
    ])
    return 'created'
  } catch (error) {
    const taken =
      error instanceof Prisma.PrismaClientKnownRequestError && error.code === uniqueViolation
    if (taken) return 'name_taken'
    throw error
  }
}

async function read(database: Database, id: AgentId): Promise<AgentWithKeys | null> {
  const row = await database.agent.findUnique({
    where: { id },
    include: {
      ...withOwners,
      keys: { orderBy: { id: 'asc' } },
      trusts: { where: { removedAt: null }, orderBy: { id: 'asc' } },
    },
  })
  if (row === null) return null
  const makerOf = await makers(database, [...row.keys, ...row.trusts])
  return {
    ...toView(row),
    keys: row.keys.map((key) => ({
      id: KeyId.parse(key.id),
      made_by: makerOf(key),
      created_at: key.createdAt.toISOString(),
      last_used_at: key.lastUsedAt?.toISOString() ?? null,
      expires_at: key.expiresAt?.toISOString() ?? null,
      revoked_at: key.revokedAt?.toISOString() ?? null,
    })),
    trusts: row.trusts.map((trust) => trustView(trust, makerOf(trust))),
  }
}

/** The names of whoever made keys and trusts, for an administrator or an owner to read. */
async function makers(
  database: Database,
  made: { madeBy: string | null }[],
): Promise<(one: { madeBy: string | null }) => string> {
  const ids = [...new Set(made.flatMap(({ madeBy }) => madeBy ?? []))]
  const people = await database.person.findMany({ where: { id: { in: ids } }, include: withEmails })
  const names = new Map(people.map((person) => [person.id, nameOf(person)]))
  return ({ madeBy }) => (madeBy === null ? 'admin token' : (names.get(madeBy) ?? madeBy))
}

function nameOf(person: PersonRow): string {
  return person.emails[0]?.email ?? person.name ?? person.id
}

/** `version` grows, so that a decision which was judged by the old owners is not written. */
async function applyChange(
  database: Database,
  id: AgentId,
  change: Parameters<Agents['change']>[1],
  events: Parameters<Agents['change']>[2],
): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const found = await transaction.agent.updateMany({
      where: { id },
      data: {
        version: { increment: 1 },
        ...(change.disabled === undefined
          ? {}
          : { disabledAt: change.disabled ? change.at : null }),
      },
    })
    if (found.count === 0) return false
    if (change.owners !== undefined) await replaceOwners(transaction, id, change.owners, change.at)
    await insertEvents(transaction, events)
    return true
  })
}

/** Former owners stay in the table with the time they ended: they are barred from what was proposed before. */
async function replaceOwners(
  transaction: Prisma.TransactionClient,
  agentId: AgentId,
  owners: OwnerRecord[],
  at: Date,
): Promise<void> {
  const current = await transaction.agentOwner.findMany({ where: { agentId, until: null } })
  const wanted = owners.map(ownerColumns)
  const isSame = (left: OwnerColumns, right: OwnerColumns) =>
    left.personId === right.personId && left.group === right.group
  const gone = current.filter((row) => !wanted.some((one) => isSame(row, one)))
  const added = wanted.filter((one) => !current.some((row) => isSame(row, one)))
  await transaction.agentOwner.updateMany({
    where: { id: { in: gone.map(({ id }) => id) } },
    data: { until: at },
  })
  await transaction.agentOwner.createMany({
    data: added.map((one) => ({ agentId, ...one, from: at })),
  })
}

interface OwnerColumns {
  personId: string | null
  group: string | null
}

function ownerColumns(owner: OwnerRecord): OwnerColumns {
  return 'person' in owner
    ? { personId: owner.person, group: null }
    : { personId: null, group: owner.group }
}

async function revokeKey(
  database: Database,
  { agentId, key, at }: { agentId: AgentId; key: KeyId; at: Date },
  events: EventDraft[],
): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const found = await transaction.agentKey.updateMany({
      where: { id: key, agentId, revokedAt: null },
      data: { revokedAt: at },
    })
    if (found.count === 1) {
      await insertEvents(transaction, events)
      return true
    }
    return (await transaction.agentKey.count({ where: { id: key, agentId } })) > 0
  })
}

/** By themselves, or as a member of a group now. */
async function ownedBy(database: Database, person: string): Promise<AgentId[]> {
  const rows = await database.$queryRawUnsafe<{ id: string }[]>(
    `select a.id from agent a
     where exists (select 1 from (${ownersNow('a.id')}) o where o.person_id = $1) order by a.id`,
    person,
  )
  return rows.map(({ id }) => AgentId.parse(id))
}

/** Each once: two owners can have turned out to be one person. */
function ownersOf({ owners }: AgentRow): AgentView['owners'] {
  const people = owners.flatMap(({ person }) => (person === null ? [] : nameOf(person)))
  const groups = owners.flatMap(({ group }) => (group === null ? [] : { group }))
  return [...new Set(people), ...groups]
}

function toView(row: AgentRow): AgentView {
  return {
    id: AgentId.parse(row.id),
    name: row.name,
    kind: AgentKind.parse(row.kind),
    owners: ownersOf(row),
    disabled: row.disabledAt !== null,
    created_at: row.createdAt.toISOString(),
  }
}
