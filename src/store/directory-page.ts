import type pg from 'pg'
import type { DirectoryPage, DirectorySearch } from '../app/ports.ts'

/** What a search reads: `name` is compared without regard to case, as its unique index has it. */
interface Listed {
  table: 'directory_user u' | 'directory_group g'
  name: 'user_name' | 'display_name'
  columns: string
}

/** A page of what the directory has not deleted, in the order of ids, and how much there is. */
export async function directoryPage<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  { table, name: nameColumn, columns }: Listed,
  { id, name, externalId }: DirectorySearch,
  { offset, limit }: { offset: number; limit: number },
): Promise<DirectoryPage<Row>> {
  const where = `deleted_at is null and ($1::text is null or id = $1)
    and ($2::text is null or lower(${nameColumn}) = lower($2))
    and ($3::text is null or external_id = $3)`
  const values = [id ?? null, name ?? null, externalId ?? null]
  const counted = await pool.query<{ total: number }>(
    `select count(*)::int as total from ${table} where ${where}`,
    values,
  )
  const { rows } = await pool.query<Row>(
    `select ${columns} from ${table} where ${where} order by id offset $4 limit $5`,
    [...values, offset, limit],
  )
  return { found: rows, total: counted.rows[0]?.total ?? 0 }
}
