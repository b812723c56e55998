// A plain agent. Its function runs only when people have approved exactly its arguments, and once.
// COUNTERSIGN_URL=... COUNTERSIGN_TOKEN=csa_... node dist/examples/agent.js [RUN]
// Start it again with the same RUN, and it goes on waiting where it was.
import { Cancelled, Countersign, Denied, Expired, Frozen } from 'countersign/sdk'

const [run = crypto.randomUUID()] = process.argv.slice(2)
const countersign = new Countersign()

const exportTable = countersign.requireApproval(
  async (table: string, to: string) => {
    // Here the export would run.
    return `exported ${table} to ${to}`
  },
  (table, to) => ({
    action: 'data.export',
    resource: `postgres://prod/${table}`,
    payload: { table, to },
    summary: `Export ${table} to ${to}`,
    reason: 'Weekly churn model retraining',
    idempotencyKey: `export-${run}`,
  }),
  { onPending: ({ url }) => console.error(`waiting for people at ${url}`) },
)

try {
  console.log(await exportTable('customers', 's3://analytics-eu/customers.parquet'))
} catch (error) {
  const isNo = [Denied, Expired, Cancelled, Frozen].some((Kind) => error instanceof Kind)
  if (!isNo) throw error
  console.log(String(error))
  process.exitCode = 1
}
