import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const folderPrefix = 'countersign-test-'

/** Nothing of a test run has to outlive a power cut. */
const fastNotDurable = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
}

/** An embedded server in a new folder, after removing what killed runs left behind. */
export async function startOwnServer(store) {
  const { startEmbedded } = await import(new URL('embedded/start-embedded.js', store))
  await removeLeftovers(store)
  const folder = mkdtempSync(path.join(tmpdir(), `${folderPrefix}${process.pid}-`))
  chmodSync(folder, 0o711)
  const database = await startEmbedded({ folder, settings: fastNotDurable })
  if (database.kind === 'refused') throw new Error(database.sentence)
  return {
    maintenance: { ...database.owner, database: 'postgres' },
    stop: async () => {
      await database.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A folder is named after the process that made it; one whose process is gone is nobody's. */
async function removeLeftovers(store) {
  const { isAlive } = await import(new URL('embedded/postmaster.js', store))
  const { stopServer } = await import(new URL('embedded/stop-server.js', store))
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue
    const pid = Number(name.slice(folderPrefix.length).split('-')[0])
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    const folder = path.join(tmpdir(), name)
    await stopServer(path.join(folder, 'data'), '')
    rmSync(folder, { recursive: true, force: true })
  }
}
