/** node hold-job.mjs <connection as JSON> <task>: a service that takes one job and never finishes it, to be killed. */
import { startJobs } from '../../dist/src/store/jobs/start-jobs.js'
import { createPool } from '../../dist/src/store/pool.js'

const connection = JSON.parse(process.argv[2])
startJobs({
  pool: createPool(connection),
  connection,
  concurrency: 1,
  log: () => {},
  onFailed: () => {},
  tasks: {
    [process.argv[3]]: () => {
      process.stdout.write('taken\n')
      return new Promise(() => {})
    },
  },
})
