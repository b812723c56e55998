import type pg from 'pg'
import type { RequestReader } from '../app/ports.ts'
import type { ListQuery } from '../contract/list.ts'
import type { RequestRecord } from '../core/record.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { type RequestRow, toRecord } from './read-row.ts'
import { everybodyOf, requestColumns, requestTables } from './sql/select-request.ts'

/**
 * A page of requests, newest first, by keyset: the cursor names the last row seen, so that a page costs the same
 * wherever it is and nothing is counted.
 */
export async function listRequests(
  pool: pg.Pool,
  query: ListQuery,
  reader: RequestReader,
): Promise<{ requests: RequestRecord[]; nextCursor: string | null }> {
  const { conditions, values } = conditionsOf(query, reader)
  values.push(query.limit + 1)
  const { rows } = await pool.query<RequestRow>(
    `select ${requestColumns} from ${requestTables}
     where ${['true', ...conditions].join(' and ')}
     order by r.created_at desc, r.id desc limit $${values.length}`,
    values,
  )
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    requests: shown.map(toRecord),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? writeCursor(last.created_at, last.id)
        : null,
  }
}

function conditionsOf(query: ListQuery, reader: RequestReader) {
  const values: unknown[] = []
  const conditions: string[] = []
  const add = (sql: (placeholder: string) => string, value: unknown) => {
    values.push(value)
    conditions.push(sql(`$${values.length}`))
  }
  if (reader.kind === 'agent') add((v) => `r.agent_id = ${v}`, reader.agent)
  if (reader.kind === 'person') add((v) => `r.groups && ${v}::text[]`, reader.groups)
  if (query.status !== undefined) add((v) => `r.status = ${v}`, query.status)
  if (query.agent !== undefined) add((v) => `r.agent_id = ${v}`, query.agent)
  if (query.action !== undefined) add((v) => `r.action like ${v}`, likeOf(query.action))
  if (query.environment !== undefined) {
    add((v) => `r.evaluation->>'environment' = ${v}`, query.environment)
  }
  if (query.person !== undefined) add(involves, query.person)
  if (query.created_after !== undefined) add((v) => `r.created_at > ${v}`, query.created_after)
  if (query.created_before !== undefined) add((v) => `r.created_at < ${v}`, query.created_before)
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor)
  if (cursor !== null) {
    values.push(cursor.at, cursor.id)
    conditions.push(
      `(r.created_at, r.id) < ($${values.length - 1}::timestamptz, $${values.length})`,
    )
  }
  return { conditions, values }
}

/** Requests that a person decided, or that were made for them. */
function involves(placeholder: string): string {
  const holder = `(select m.person_id from person_email m where m.email = ${placeholder} and m.until is null)`
  return `(r.on_behalf_of in ${everybodyOf(holder)} or exists
    (select 1 from decision d where d.request_id = r.id and d.person_id in ${everybodyOf(holder)}))`
}

/** A glob in which only `*` is special, in the words of SQL's LIKE. */
function likeOf(glob: string): string {
  return glob.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
}
