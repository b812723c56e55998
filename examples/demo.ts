// Plays the agent's side: proposes the sample action, waits, and prints the verdict.
// npm run demo, in a second terminal beside npm start. COUNTERSIGN_URL and COUNTERSIGN_TOKEN point it elsewhere.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { openDataDir } from '../src/main/data-dir.ts'
import { Countersign, Refused, Unavailable } from '../src/sdk/index.ts'

const port = process.env['PORT'] ?? '3000'
const url = process.env['COUNTERSIGN_URL'] ?? `http://127.0.0.1:${port}`
const token = process.env['COUNTERSIGN_TOKEN'] ?? sampleKey()

try {
  const countersign = new Countersign({ url, token })
  const request = await countersign.propose({
    action: 'data.export',
    resource: 'postgres://prod/customers',
    payload: { table: 'customers', rows: 10412, to: 's3://analytics-eu/customers.parquet' },
    summary: 'Export 10,412 customer rows to analytics',
    reason: 'Weekly churn model retraining',
  })
  console.log(`proposed   ${request.id}`)
  console.log(`decide at  ${request.url}`)
  console.log(
    `needs      ${request.needs.map(({ group, count }) => `${count} of ${group}`).join(', ')}`,
  )
  console.log('waiting for people ...')

  const settled = await countersign.waitForVerdict(request.id)
  console.log(`verdict    ${settled.status}, by ${settled.verdict?.by}`)
  for (const { person, decision, counts_for: seat, surface, comment } of settled.verdict
    ?.decisions ?? []) {
    const words = comment === null ? '' : `: ${JSON.stringify(comment)}`
    console.log(
      `           ${person} said ${decision}${seat === null ? '' : ` for ${seat}`} in ${surface}${words}`,
    )
  }
} catch (error) {
  if (!(error instanceof Refused || error instanceof Unavailable)) throw error
  console.error(
    error instanceof Unavailable
      ? `Nothing answers at ${url}. Is npm start running?`
      : error.message,
  )
  process.exitCode = 1
}

function sampleKey(): string {
  const file = path.join(
    openDataDir(process.env['DATA_DIR'] ?? null, process.cwd()),
    'dev-secrets.json',
  )
  if (!existsSync(file)) {
    console.error(`There is no sample agent in ${file}.`)
    console.error(
      'Run npm start first, or give this the same DATA_DIR and PORT that npm start has.',
    )
    process.exit(1)
  }
  const secrets: { sample_agent_key: string } = JSON.parse(readFileSync(file, 'utf8'))
  return secrets.sample_agent_key
}
