// An executor that trusts nobody: not the agent that sends the job, nor the way on which it came. It checks the grant
// against the public keys and against what it is about to run itself, uses the grant up, and only then runs.
// COUNTERSIGN_URL=... COUNTERSIGN_TOKEN=cse_... node dist/examples/executor.js < job.json
// job.json: { "grant": "eyJ...", "image": "web@sha256:77", "replicas": 3 }
import { text } from 'node:stream/consumers'
import { Countersign, Refused, verifyGrant } from 'countersign/sdk'
import { z } from 'zod'

const Job = z.strictObject({ grant: z.string(), image: z.string(), replicas: z.int().min(0) })
type Job = z.infer<typeof Job>

const issuer = process.env['COUNTERSIGN_URL'] ?? ''
const countersign = new Countersign()

/** The action is written here, out of the very values that will run, and never taken from the job. */
function actionOf({ image, replicas }: Job) {
  return {
    action: 'app.deploy',
    resource: 'cluster/eu',
    environment: 'production',
    payload: { image, replicas },
  }
}

async function deploy({ image, replicas }: Job): Promise<void> {
  // Here the deployment would run.
  console.log(`deployed ${replicas} of ${image}`)
}

async function execute(job: Job): Promise<void> {
  const jwks = new URL('.well-known/jwks.json', `${issuer.replace(/\/$/, '')}/`)
  const verified = await verifyGrant(job.grant, actionOf(job), { issuer, jwks })
  if (!verified.ok) throw new Error(`not approved: ${verified.code}`)
  const { sub: agent, request } = verified.grant

  // What was checked so far is evidence. This is the permission, and there is one.
  await countersign.consume(job.grant, { ...actionOf(job), agent })
  try {
    await deploy(job)
  } catch (error) {
    await countersign.reportOutcome(request, { status: 'failed' })
    throw error
  }
  await countersign.reportOutcome(request, { status: 'succeeded' })
}

try {
  await execute(Job.parse(JSON.parse(await text(process.stdin))))
} catch (error) {
  console.error(error instanceof Refused ? `refused: ${error.code}` : String(error))
  process.exitCode = 1
}
