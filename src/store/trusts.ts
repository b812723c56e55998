import type { Trusts } from '../app/ports.ts'
import type { TrustView } from '../contract/agent.ts'
import { AgentId, TrustId } from '../contract/ids.ts'
import type { AgentTrust } from './generated/client.ts'
import { type Database, insertEvents } from './prisma.ts'

/** Two trusts of one issuer are never written at a time, so that each is compared with all the others. */
const trustLock = 72_707_371

/** The store of trusts: whose tokens stand for an agent's key. */
export function createTrusts(database: Database): Trusts {
  return {
    add: (trust, overlaps, events) => add(database, { trust, overlaps, events }),
    remove: (agent, id, at, events) =>
      database.$transaction(async (transaction) => {
        const found = await transaction.agentTrust.updateMany({
          where: { id, agentId: agent, removedAt: null },
          data: { removedAt: at },
        })
        if (found.count === 1) await insertEvents(transaction, events)
        return found.count === 1
      }),
  }
}

async function add(
  database: Database,
  {
    trust,
    overlaps,
    events,
  }: {
    trust: Parameters<Trusts['add']>[0]
    overlaps: Parameters<Trusts['add']>[1]
    events: Parameters<Trusts['add']>[2]
  },
): Promise<Awaited<ReturnType<Trusts['add']>>> {
  const { agent, ...columns } = trust
  return database.$transaction(async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(${trustLock})`
    const rivals = await transaction.agentTrust.findMany({
      where: { issuer: trust.issuer, audience: trust.audience, removedAt: null },
    })
    const rival = rivals.find(({ subject }) => overlaps(subject))
    if (rival !== undefined) return { ok: false, rival: AgentId.parse(rival.agentId) }
    await transaction.agentTrust.create({ data: { ...columns, agentId: agent } })
    await insertEvents(transaction, events)
    return { ok: true }
  })
}

/** A trust as the API shows it. */
export function trustView(trust: AgentTrust, madeBy: string): TrustView {
  return {
    id: TrustId.parse(trust.id),
    issuer: trust.issuer,
    audience: trust.audience,
    subject: trust.subject,
    jwks_url: trust.jwksUrl,
    made_by: madeBy,
    created_at: trust.createdAt.toISOString(),
    last_used_at: trust.lastUsedAt?.toISOString() ?? null,
  }
}
