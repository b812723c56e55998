// Durable submits that the policy allows, a second, over the floor of three inserts measured in the same run.
import { openFloor } from './floor.ts'
import { openGround } from './ground.ts'
import { caller, median, perSecond } from './load.ts'

const rounds = 5
const roundMs = 3_000
const warmUpMs = 1_500
const floorClients = 32
const submitClients = 64

const ground = await openGround()
const floor = await openFloor(ground.owner, floorClients)
const { call, close } = caller(ground.url, ground.agentKey, submitClients)
const body = JSON.stringify({
  action: 'db.read',
  resource: 'postgres://staging/users',
  environment: 'staging',
  payload: { table: 'users', where: 'id=42', rows: 1 },
})

async function submit(): Promise<void> {
  const { status, text } = await call('POST', '/v1/requests', body)
  if (status !== 201) throw new Error(`a submit was answered ${status}: ${text}`)
}

await perSecond(floorClients, warmUpMs, floor.transaction)
await perSecond(submitClients, warmUpMs, submit)
const ratios: number[] = []
for (let round = 0; round < rounds; round += 1) {
  const sides = [
    ['floor', () => perSecond(floorClients, roundMs, floor.transaction)],
    ['submit', () => perSecond(submitClients, roundMs, submit)],
  ] as const
  const rate = { floor: 0, submit: 0 }
  for (const [name, run] of round % 2 === 0 ? sides : [...sides].reverse()) rate[name] = await run()
  ratios.push(rate.submit / rate.floor)
  console.log(
    `round ${round + 1}: floor ${rate.floor.toFixed(0)}/s, submit ${rate.submit.toFixed(0)}/s, ratio ${(rate.submit / rate.floor).toFixed(2)}`,
  )
}
console.log(
  `submit / floor: median ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), ${submitClients} clients over ${floorClients}`,
)
close()
await floor.close()
await ground.close()
