/**
 * Runs once before all suites: a PostgreSQL (TEST_DATABASE_URL, or an embedded one that lives for this
 * run) with one template database that holds everything the product's own start would have made. What
 * suites need to know of it is in the environment; `database.ts` reads it.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startOwnServer } from './own-server.mjs'
import { prepareTemplate } from './template.mjs'

const compiledStore = new URL('../../dist/src/store/', import.meta.url)

// biome-ignore lint/style/noDefaultExport: jest calls the default export of its set-up.
export default async function startDatabase() {
  if (!existsSync(fileURLToPath(new URL('migrate.js', compiledStore)))) {
    throw new Error('The tests start the built database code: run `npm run build` first.')
  }
  const given = process.env.TEST_DATABASE_URL
  const server = given ? await useGivenServer(given) : await startOwnServer(compiledStore)
  const template = await prepareTemplate(compiledStore, server.maintenance).catch(async (error) => {
    await server.stop()
    throw error
  })
  process.env.COUNTERSIGN_TEST_DATABASE = JSON.stringify(template.facts)
  globalThis.stopTestDatabase = async () => {
    await template.remove()
    await server.stop()
  }
}

/** The driver knows best how to read a connection string. */
async function useGivenServer(url) {
  const { default: pg } = await import('pg')
  const { host, port, user, password, database } = new pg.Client(url)
  return { maintenance: { host, port, user, password, database }, stop: async () => {} }
}
