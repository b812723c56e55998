import type pg from 'pg'

/**
 * Forgets what is no longer needed: idempotency keys a day after their request was settled (API.md), sessions and
 * links a month after their end, and what was offered to be linked.
 */
export async function tidyUp(pool: pg.Pool): Promise<void> {
  await pool.query(`update request set idempotency_key_hash = null, idempotency_body_hash = null
    where idempotency_key_hash is not null and decided_at < now() - interval '24 hours'`)
  await pool.query(
    `update session set id_token = null where id_token is not null and ends_at < now()`,
  )
  await pool.query(`delete from session where ends_at < now() - interval '30 days'`)
  await pool.query(`delete from sign_in_link where expires_at < now() - interval '30 days'`)
  await pool.query(`delete from spent where expires_at < now()`)
  await pool.query(`delete from line where free_at < now() - interval '1 day'`)
  await pool.query(`delete from link_offer where expires_at < now() - interval '30 days'`)
}
