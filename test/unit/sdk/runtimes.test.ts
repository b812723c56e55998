import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ApiServer, approved, startApiServer } from '../../fakes/api-server.ts'

/** The SDK as it is shipped; `npm test` has built it. */
const built = path.resolve('dist/src/sdk/index.js')
const shippedRooms = /^dist\/src\/(sdk|contract|proof\/verify)\//

interface Graph {
  files: string[]
  packages: string[]
}

/** Everything that an entry reaches through its imports: `.js` as it runs, or `.d.ts` as it is typed. */
function graphOf(entry: string): Graph {
  const files = new Set([entry])
  const packages = new Set<string>()
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    for (const [, from = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      if (!from.startsWith('.')) packages.add(from)
      else files.add(path.resolve(path.dirname(file), typed(file, from)))
    }
  }
  const relative = [...files].map((file) => path.relative('.', file))
  return { files: relative, packages: [...packages].sort() }
}

function typed(file: string, from: string): string {
  return file.endsWith('.d.ts') ? from.replace(/(?<!\.d)\.[jt]s$/, '.d.ts') : from
}

describe('what the SDK brings along', () => {
  it.each([
    ['runs', built],
    ['is typed', built.replace(/\.js$/, '.d.ts')],
  ])('where it %s is three packages, and nothing of Node or of the server', (_how, entry) => {
    const { files, packages } = graphOf(entry)

    expect(files.filter((file) => !shippedRooms.test(file))).toEqual([])
    expect(packages.filter((name) => !['canonicalize', 'jose', 'zod'].includes(name))).toEqual([])
    expect(files.length).toBeGreaterThan(10)
  })

  it.each(['canonicalize', 'jose', 'zod'])('has %s, which needs nothing of Node either', (name) => {
    const { packages } = graphOf(path.resolve(new URL(import.meta.resolve(name)).pathname))

    expect(packages.filter((each) => isBuiltin(each))).toEqual([])
  })
})

let service: ApiServer
let children: ChildProcess[]

beforeEach(async () => {
  children = []
  service = await startApiServer()
})

afterEach(async () => {
  for (const child of children) await end(child)
  await service.close()
})

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

function start(args: string[]): { child: ChildProcess; output: () => Promise<string> } {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  const closed = once(child, 'close')
  return {
    child,
    output: async () => {
      await closed
      return output.trim()
    },
  }
}

it('works where there is a fetch and Web Crypto, and nothing that is Node’s alone', async () => {
  service.settleWith = approved
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const { output } = start([...flags, path.resolve('test/harness/without-node.mjs'), service.url])

  const [ran, verified, webhook, unset] = JSON.parse(await output())

  expect([ran, verified, webhook]).toEqual(['ANA', 'grant_invalid', 'headers_missing'])
  expect(unset).toContain('COUNTERSIGN_TOKEN')
})

describe('an agent that is killed while it waits', () => {
  const agent = `
    const [at, url] = process.argv.slice(1)
    const { Countersign } = await import(at)
    const countersign = new Countersign({ url, token: 'csa_key' })
    const guarded = countersign.requireApproval(
      async (to) => console.log('sent to ' + to),
      (to) => ({ action: 'payment.send', payload: { to }, idempotencyKey: 'transfer-881' }),
    )
    await guarded('ana').catch(({ code }) => console.log(code))
  `
  const startAgent = () =>
    start(['--input-type=module', '--eval', agent, pathToFileURL(built).href, service.url])

  it('goes on where it was when it starts again with the same key, and never runs twice', async () => {
    const first = startAgent()
    await service.arrived('GET', /wait=/)
    await end(first.child)
    service.heard = []
    const second = startAgent()
    await service.arrived('GET', /wait=/)
    const [request] = service.requests
    if (request) service.settle(request.id, approved(request))

    expect(await second.output()).toBe('sent to ana')
    expect(await startAgent().output()).toBe('grant_already_used')
    expect(service.requests).toHaveLength(1)
    expect(service.consumed).toHaveLength(1)
  })
})
