// From the click to the verdict in the waiting agent's hands, with few and with many other waiters parked.
import { type Ground, openGround } from './ground.ts'
import { caller, median, quantile } from './load.ts'

const fewParked = 10
const manyParked = 2_000
const probes = 1_000
const rounds = 3

interface Pending {
  id: string
  digest: string
}

const ground = await openGround()
const agent = caller(ground.url, ground.agentKey, 64)
const token = await personToken(ground)
const person = caller(ground.url, token, 8)

const ratios: number[] = []
const parkedWaits: ReturnType<typeof caller>[] = []
for (let round = 0; round < rounds; round += 1) {
  const few = await measure(fewParked)
  const many = await measure(manyParked)
  ratios.push(quantile(many, 0.99) / quantile(few, 0.99))
  console.log(`round ${round + 1}: ${line(fewParked, few)}; ${line(manyParked, many)}`)
}
console.log(
  `p99 with ${manyParked} / p99 with ${fewParked}: median ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), ${probes} probes each`,
)
agent.close()
person.close()
await ground.close()

/** Parks waiters, then times one click and its verdict after the other. */
async function measure(parked: number): Promise<number[]> {
  const waiters = caller(ground.url, ground.agentKey, manyParked + 16)
  parkedWaits.push(waiters)
  const held = await park(waiters, parked)
  const times: number[] = []
  for (let probe = 0; probe < probes; probe += 1) times.push(await timeOne(waiters))
  for (const request of held) await agent.call('POST', `/v1/requests/${request.id}/cancel`, '{}')
  waiters.close()
  return times
}

async function park(waiters: ReturnType<typeof caller>, count: number): Promise<Pending[]> {
  const held: Pending[] = []
  for (let index = 0; index < count; index += 1) {
    const request = await propose()
    held.push(request)
    waiters.call('GET', `/v1/requests/${request.id}?wait=60`).catch(() => undefined)
  }
  await untilParked(count)
  return held
}

async function timeOne(waiters: ReturnType<typeof caller>): Promise<number> {
  const request = await propose()
  const before = await parkedCount()
  const verdict = waiters.call('GET', `/v1/requests/${request.id}?wait=30`)
  await untilParked(before + 1)
  const clickedAt = performance.now()
  const click = person.call(
    'POST',
    `/v1/requests/${request.id}/decisions`,
    JSON.stringify({ decision: 'approve', digest: request.digest }),
  )
  const { text } = await verdict
  const took = performance.now() - clickedAt
  await click
  if (JSON.parse(text).status !== 'approved') throw new Error(`no verdict: ${text}`)
  return took
}

async function propose(): Promise<Pending> {
  const body = JSON.stringify({ action: 'service.restart', payload: { name: 'web' } })
  const { status, text } = await agent.call('POST', '/v1/requests', body)
  if (status !== 201) throw new Error(`a proposal was answered ${status}: ${text}`)
  return JSON.parse(text)
}

async function untilParked(count: number): Promise<void> {
  while ((await parkedCount()) < count) await new Promise((resolve) => setTimeout(resolve, 1))
}

/** How many waiters the service itself says are parked. */
async function parkedCount(): Promise<number> {
  const { text } = await agent.call('GET', '/metrics')
  return Number(/^countersign_waiters (\d+)/m.exec(text)?.[1] ?? 0)
}

async function personToken({ url, adminToken }: Ground): Promise<string> {
  const admin = caller(url, adminToken, 1)
  const body = JSON.stringify({ email: 'ana@example.com' })
  const { text } = await admin.call('POST', '/v1/dev/tokens', body)
  admin.close()
  return JSON.parse(text).token
}

function line(parked: number, times: number[]): string {
  return `${parked} parked p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`
}
