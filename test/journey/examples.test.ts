import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { approve, grantOf } from '../harness/approval.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'

const rules = `
  - name: tools
    match: { action: "tool.*" }
    then: review
    review: { needs: [ { group: operators, count: 1 } ], expires_in: 30m }
  - name: deploys
    match: { action: "app.deploy" }
    then: review
    review: { needs: [ { group: operators, count: 1 } ], expires_in: 30m }`

let ground: Ground
let service: RunningService
const children: ChildProcess[] = []

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ rules }))
  service = await startHere(ground)
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

interface Ended {
  code: number | null
  output: string
  faults: string
}

/** Runs an example as a user does. */
function run(command: string, args: string[], token = service.api.agentKey, stdin = '') {
  const env = {
    PATH: process.env['PATH'],
    COUNTERSIGN_URL: service.url,
    COUNTERSIGN_TOKEN: token,
    COUNTERSIGN: path.resolve('dist/src/cli/main.js'),
  }
  const child = spawn(command, args, { env, stdio: 'pipe' })
  children.push(child)
  const ended: Ended = { code: null, output: '', faults: '' }
  child.stdout.on('data', (chunk) => {
    ended.output += chunk
  })
  child.stderr.on('data', (chunk) => {
    ended.faults += chunk
  })
  child.stdin.end(stdin)
  const closed = once(child, 'close')
  return {
    child,
    end: async (): Promise<Ended> => {
      const [code] = await closed
      return { ...ended, output: ended.output.trim(), faults: ended.faults.trim(), code }
    },
  }
}

const compiled = (name: string) => path.resolve('dist/examples', `${name}.js`)
const example = (name: string, ...args: string[]) =>
  run(process.execPath, [compiled(name), ...args])

async function pendingOne(): Promise<RequestObject> {
  let found: RequestObject | undefined
  await until(async () => {
    const address = '/v1/requests?status=pending'
    const { body } = await service.api.call<{ data: RequestObject[] }>('GET', address)
    found = body.data[0]
    return found !== undefined
  })
  if (found === undefined) throw new Error('nothing is pending')
  return found
}

const deny = async (request: RequestObject, name: string, comment?: string) =>
  service.api.decide(await service.api.person(`${name}@example.com`), request, 'deny', comment)

describe('the plain agent', () => {
  it('runs what was approved, and its outcome stands on the request', async () => {
    const agent = example('agent')
    const request = await pendingOne()
    await approve(service.api, request, ['bo', 'cy'])

    const { code, output } = await agent.end()

    expect([code, output]).toEqual([0, 'exported customers to s3://analytics-eu/customers.parquet'])
    expect(await service.api.read(request.id)).toMatchObject({
      grant_status: 'used',
      outcome: { status: 'succeeded' },
    })
  })

  it('says that it was denied, and runs nothing', async () => {
    const agent = example('agent')
    const request = await pendingOne()
    await deny(request, 'bo')

    expect(await agent.end()).toMatchObject({
      code: 1,
      output: `Denied: ${request.id} was denied by people`,
    })
  })

  it('that is killed while it waits goes on with the same request when it starts again', async () => {
    const first = example('agent', 'run-7')
    const request = await pendingOne()
    first.child.kill('SIGKILL')
    await first.end()
    await approve(service.api, request, ['bo', 'cy'])

    const { code, output } = await example('agent', 'run-7').end()

    expect([code, output]).toEqual([0, 'exported customers to s3://analytics-eu/customers.parquet'])
  })
})

describe('the tool of a framework', () => {
  const input = '{"to":"ana","cents":12000}'

  it('runs with what the model wrote, once people have approved it', async () => {
    const tool = example('framework-tool', input)
    const request = await pendingOne()
    await approve(service.api, request, ['pia'])

    const { code, output } = await tool.end()

    expect([code, JSON.parse(output)]).toEqual([0, { sent: 12000, to: 'ana' }])
  })

  it('tells the model what people said against it', async () => {
    const tool = example('framework-tool', input)
    const request = await pendingOne()
    await deny(request, 'pia', 'not to ana')

    const { code, output } = await tool.end()

    expect(code).toBe(0)
    expect(JSON.parse(output).refused).toMatch(/was denied by people: not to ana$/)
  })
})

describe('the executor', () => {
  const payload = { image: 'web@sha256:77', replicas: 3 }
  let executorKey: string
  let grant: string
  let request: RequestObject

  beforeAll(async () => {
    const executor = await service.api.agent('deployer', { kind: 'executor' })
    executorKey = executor.key
    const deploy = { action: 'app.deploy', resource: 'cluster/eu', environment: 'production' }
    const proposed = await service.api.propose({ ...deploy, payload })
    request = await approve(service.api, proposed, ['pia'])
    grant = grantOf(request)
  })

  const execute = (job: object) =>
    run(process.execPath, [compiled('executor')], executorKey, JSON.stringify(job)).end()

  it('refuses, and consumes nothing, when the job differs from what was approved', async () => {
    const { code, faults, output } = await execute({ grant, ...payload, replicas: 30 })

    expect([code, output, faults]).toEqual([1, '', 'Error: not approved: action_mismatch'])
    expect((await service.api.read(request.id)).grant_status).toBe('unused')
  })

  it('runs what was approved, once', async () => {
    const first = await execute({ grant, ...payload })
    const second = await execute({ grant, ...payload })

    expect([first.code, first.output]).toEqual([0, 'deployed 3 of web@sha256:77'])
    expect([second.code, second.output, second.faults]).toEqual([
      1,
      '',
      'refused: grant_already_used',
    ])
    expect((await service.api.read(request.id)).outcome).toMatchObject({ status: 'succeeded' })
  })
})

describe('the CI job', () => {
  const job = () => run(path.resolve('examples/ci-job.sh'), ['web@sha256:77', 'run-881'])

  it('runs its step, the very words that were approved, and its outcome stands on the request', async () => {
    const started = job()
    const request = await pendingOne()
    const { body } = await service.api.call('GET', `/v1/requests/${request.id}/payload`)
    await approve(service.api, request, ['pia'])

    const { code, output } = await started.end()

    expect([code, output]).toEqual([0, 'deployed web@sha256:77'])
    expect(body['payload']).toEqual({ command: ['echo', 'deployed', 'web@sha256:77'] })
    expect(await service.api.read(request.id)).toMatchObject({
      grant_status: 'used',
      outcome: { status: 'succeeded' },
    })
  })

  it('that is run again does not run its step a second time', async () => {
    const { code, output } = await job().end()

    expect([code, output]).toEqual([1, ''])
  })
})

describe('curl alone', () => {
  const curl = () => run(path.resolve('examples/curl.sh'), [])

  it('asks, waits, uses the grant up, runs and reports', async () => {
    const script = curl()
    const request = await pendingOne()
    await approve(service.api, request, ['bo', 'cy'])

    const { code, output, faults } = await script.end()

    expect([faults, code, output]).toEqual(['', 0, 'exported 10412 rows of customers'])
    expect(await service.api.read(request.id)).toMatchObject({
      grant_status: 'used',
      outcome: { status: 'succeeded' },
    })
  })

  it('runs nothing when it is denied', async () => {
    const script = curl()
    const request = await pendingOne()
    await deny(request, 'cy')

    expect(await script.end()).toMatchObject({
      code: 1,
      output: '',
      faults: `${request.id} was denied`,
    })
  })
})
