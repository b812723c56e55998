/** node hold-embedded.mjs <folder>: a service that starts the embedded database and stays, to be killed. */
import { startEmbedded } from '../../dist/src/store/embedded/start-embedded.js'

const database = await startEmbedded({ folder: process.argv[2], settings: { fsync: 'off' } })
process.stdout.write(`${JSON.stringify(database)}\n`)
if (database.kind === 'running') setInterval(() => {}, 60_000)
