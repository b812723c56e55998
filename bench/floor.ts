import pg from 'pg'
import type { DatabaseAddress } from '../src/store/connection.ts'

/**
 * What durable work costs at the least on this machine, in the shape of pgbench: BEGIN, three inserts of about the
 * size of ours, COMMIT, each its own round trip, prepared, on the same server and in the same run.
 */
export async function openFloor(owner: DatabaseAddress, clients: number) {
  const pool = new pg.Pool({ ...owner, max: clients })
  await pool.query(`
    create table if not exists floor_request (id bigserial primary key, tool text, args jsonb, status text);
    create table if not exists floor_event (id bigserial primary key, rid bigint, kind text, body jsonb);
    create table if not exists floor_outbox (id bigserial primary key, rid bigint, kind text)`)
  const args = JSON.stringify({ table: 'users', where: 'id=42', rows: 1 })

  async function transaction(): Promise<void> {
    const client = await pool.connect()
    try {
      await client.query({ name: 'begin', text: 'begin' })
      await client.query({
        name: 'r',
        text: `insert into floor_request (tool, args, status) values ('db.read', $1, 'allowed')`,
        values: [args],
      })
      await client.query({
        name: 'e',
        text: `insert into floor_event (rid, kind, body) values (42, 'submitted', $1)`,
        values: [args],
      })
      await client.query({
        name: 'o',
        text: `insert into floor_outbox (rid, kind) values (42, 'verdict')`,
      })
      await client.query({ name: 'commit', text: 'commit' })
    } finally {
      client.release()
    }
  }
  return { transaction, close: () => pool.end() }
}
