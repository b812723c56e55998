import type { Agents, EventDraft } from '../app/ports.ts'
import { AgentKind, type AgentView, type KeyView } from '../contract/agent.ts'
import { AgentId, KeyId, type PersonId } from '../contract/ids.ts'
import { Prisma } from './generated/client.ts'
import { type Database, insertEvents } from './prisma.ts'

/** Prisma's code for a unique constraint that failed. */
const uniqueViolation = 'P2002'

const withOwners = {
  owners: {
    where: { until: null },
    include: { person: { include: { emails: { where: { until: null } } } } },
    orderBy: { id: 'asc' },
  },
} satisfies Prisma.AgentInclude

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
          owners: { create: owners.map((personId) => ({ personId })) },
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

async function read(
  database: Database,
  id: AgentId,
): Promise<{ agent: AgentView; keys: KeyView[] } | null> {
  const row = await database.agent.findUnique({
    where: { id },
    include: { ...withOwners, keys: { orderBy: { id: 'asc' } } },
  })
  if (row === null) return null
  return {
    agent: toView(row),
    keys: row.keys.map((key) => ({
      id: KeyId.parse(key.id),
      made_by: key.madeBy ?? 'admin token',
      created_at: key.createdAt.toISOString(),
      last_used_at: key.lastUsedAt?.toISOString() ?? null,
      expires_at: key.expiresAt?.toISOString() ?? null,
      revoked_at: key.revokedAt?.toISOString() ?? null,
    })),
  }
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
  owners: PersonId[],
  at: Date,
): Promise<void> {
  await transaction.agentOwner.updateMany({
    where: { agentId, until: null, personId: { notIn: owners } },
    data: { until: at },
  })
  const kept = await transaction.agentOwner.findMany({ where: { agentId, until: null } })
  const added = owners.filter((owner) => !kept.some(({ personId }) => personId === owner))
  await transaction.agentOwner.createMany({
    data: added.map((personId) => ({ agentId, personId, from: at })),
  })
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

function toView(row: AgentRow): AgentView {
  return {
    id: AgentId.parse(row.id),
    name: row.name,
    kind: AgentKind.parse(row.kind),
    owners: row.owners.map(({ person }) => person.emails[0]?.email ?? person.name ?? person.id),
    disabled: row.disabledAt !== null,
    created_at: row.createdAt.toISOString(),
  }
}
