import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import type { EventDraft } from '../app/ports.ts'
import { PrismaClient } from './generated/client.ts'

export type Database = PrismaClient

/** Prisma over the same pool as the hot statements, for ordinary reads and writes. */
export function createPrisma(pool: pg.Pool): Database {
  return new PrismaClient({ adapter: new PrismaPg(pool) })
}

/** The insert of events, to stand in the same transaction as what they record. */
export function insertEvents(database: Pick<Database, 'event'>, events: EventDraft[]) {
  return database.event.createMany({
    data: events.map(({ id, type, at, request, actor, body }) => ({
      id,
      type,
      at,
      requestId: request,
      actor: actor.id,
      body,
    })),
  })
}
