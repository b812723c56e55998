import type { ClientConfig } from 'pg'

/** Where a database is and as whom to enter it. `host` is a name, an address or a socket's folder. */
export interface DatabaseAddress {
  host: string
  port: number
  user: string
  password: string
  database: string
}

/** A connection string as an operator writes it, or the parts of one. */
export type Connection = string | DatabaseAddress

/** The connection in the words of `pg`. */
export function toClientConfig(connection: Connection): ClientConfig {
  return typeof connection === 'string' ? { connectionString: connection } : { ...connection }
}
