import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { isAlive, livePostmaster } from '../../src/store/embedded/postmaster.ts'
import { stopServer } from '../../src/store/embedded/stop-server.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { freePort, newGround, type ServiceProcess, startProcess } from '../harness/service.ts'
import { until } from '../harness/until.ts'

let folder: string
const running: ServiceProcess[] = []

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-restart-'))
  // PostgreSQL runs as another account where we are root, and has to get here.
  chmodSync(folder, 0o711)
  writeFileSync(path.join(folder, 'policy.yaml'), journeyPolicy())
})

afterEach(async () => {
  for (const service of running.splice(0)) await service.kill()
  await stopServer(dataFolder(), '')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function dataFolder(): string {
  return path.join(folder, 'postgres', 'data')
}

/** Nothing set but where things are: the database is the embedded one. */
function environment(port: number, more: Record<string, string> = {}): Record<string, string> {
  return {
    PORT: String(port),
    DATA_DIR: folder,
    POLICY_FILE: path.join(folder, 'policy.yaml'),
    LOG_LEVEL: 'silent',
    ...more,
  }
}

async function start(): Promise<ServiceProcess> {
  const service = await startProcess({ folder, environment })
  running.push(service)
  return service
}

/** Runs the service where it is expected to refuse; answers with what it says and its exit code. */
async function runToEnd(
  settings: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [path.resolve('dist/src/main/server.js')], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  await once(child, 'close')
  return { code: child.exitCode, said }
}

function serverPid(): number {
  const postmaster = livePostmaster(dataFolder())
  if (postmaster === null) throw new Error('the database does not run')
  return postmaster.pid
}

describe('the embedded database', () => {
  it('keeps every request over a kill -9 of the service and of itself', async () => {
    const first = await start()
    const request = await first.api.propose()
    const decided = await first.api.propose()
    await first.api.decide(await first.api.person('cy@example.com'), decided, 'deny')

    await first.kill()
    process.kill(serverPid(), 'SIGKILL')
    const { api } = await start()

    expect(await api.read(request.id)).toMatchObject({
      status: 'pending',
      digest: request.digest,
    })
    expect(await api.read(decided.id)).toMatchObject({ status: 'denied' })
    const { body } = await api.decide(await api.person('cy@example.com'), request, 'deny')
    expect(body.status).toBe('denied')
  })

  it('has one service at a time: a second one says so in a sentence and ends with 1', async () => {
    const first = await start()

    const second = await runToEnd(environment(await freePort()))

    expect(second).toEqual({
      code: 1,
      said: `Countersign does not start:\n  Countersign is already running on the data in ${path.join(folder, 'postgres')}.\n`,
    })
    expect((await first.api.propose()).status).toBe('pending')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with the service on %s, and whoever waits is answered',
    async (signal) => {
      const service = await start()
      const database = serverPid()
      const request = await service.api.propose()
      const waiting = service.api.read(request.id, 60)
      await until(async () => (await waitersOf(service)) === 1)

      const exited = once(service.child, 'exit')
      service.child.kill(signal)

      expect((await waiting).status).toBe('pending')
      await exited
      expect(service.child.exitCode).toBe(0)
      expect(livePostmaster(dataFolder())).toBeNull()
      await until(() => !isAlive(database))
    },
  )
})

async function waitersOf({ url }: ServiceProcess): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text()
  return Number(/^countersign_waiters (\d+)$/m.exec(text)?.[1])
}

describe('a start that is refused', () => {
  it('names every secret that production lacks', async () => {
    const { code, said } = await runToEnd({ NODE_ENV: 'production', DATA_DIR: folder })

    expect(code).toBe(1)
    for (const name of ['ADMIN_TOKEN', 'PUBLIC_URL', 'DATABASE_URL']) expect(said).toContain(name)
  })

  it('names HOST where development would serve others', async () => {
    const { code, said } = await runToEnd(environment(await freePort(), { HOST: '0.0.0.0' }))

    expect([code, said]).toEqual([1, expect.stringContaining('HOST: development mode binds')])
  })

  it('says where the policy has a fault, and leaves no database running', async () => {
    const file = path.join(folder, 'bad.yaml')
    writeFileSync(file, journeyPolicy().replace('then: allow', 'then: alow'))

    const { code, said } = await runToEnd(environment(await freePort(), { POLICY_FILE: file }))

    expect(code).toBe(1)
    expect(said).toMatch(/bad\.yaml:\d+:\d+ rules\[0\]\.then: .*alow/)
    expect(livePostmaster(dataFolder())).toBeNull()
  })
})

it('two services that start first at once on one database both run, with the same secrets', async () => {
  const ground = await newGround()

  const both = await Promise.all([startProcess(ground), startProcess(ground)])

  const [one, other] = both
  const request = await one?.api.propose()
  expect(await other?.api.read(String(request?.id))).toMatchObject({ status: 'pending' })
  await Promise.all(both.map((service) => service.stop()))
  await ground.close()
})
