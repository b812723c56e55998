import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'

/** Compiling takes its time on a busy machine. */
jest.setTimeout(120_000)

/** What a user's project has beside the package: the SDK's own dependencies, and nothing of the server's. */
const beside = ['jose', 'canonicalize', 'zod']

const agent = `
import {
  Countersign, Denied, Expired, Refused, type RequestObject, verifyGrant, verifyWebhook,
} from 'countersign/sdk'

const countersign = new Countersign({ url: 'http://127.0.0.1:9', token: 'csa_key' })
const transfer = countersign.requireApproval(
  async (to: string, cents: number): Promise<string> => to + cents,
  (to, cents) => ({ action: 'payment.send', payload: { to, cents }, idempotencyKey: to }),
)
export const call: () => Promise<string> = () => transfer('ana', 100)
// @ts-expect-error -- its arguments are those of the function.
export const wrong = () => transfer('ana', '100')
export const propose: Promise<RequestObject> = countersign
  .propose({ action: 'a.b', payload: { rows: 1 } }, { timeoutMs: 1 })
propose.catch((error: unknown) => {
  const known = error instanceof Denied || error instanceof Expired || error instanceof Refused
  const named = error instanceof Error ? error.name : ''
  console.log(known, named)
})
export const verified = await verifyGrant('x', { action: 'a.b', payload: 1 }, {
  issuer: 'http://127.0.0.1:9', jwks: { keys: [] },
})
console.log(verified.ok ? verified.grant.sub : verified.code)
export const hook = (request: Request, body: string) => verifyWebhook(request.headers, body, 'whsec_')
`

let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-packed-'))
  const modules = path.join(folder, 'node_modules')
  mkdirSync(path.join(modules, 'countersign'), { recursive: true })
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], process.cwd())
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  const to = path.join(modules, 'countersign')
  run('tar', ['-xzf', path.join(folder, tarball), '-C', to, '--strip-components=1'], folder)
  for (const name of beside)
    symlinkSync(path.resolve('node_modules', name), path.join(modules, name), 'dir')
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }')
  writeFileSync(path.join(folder, 'agent.ts'), agent)
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Its output; a failure shows it. */
function run(command: string, args: string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}

function compile(...options: string[]): string {
  const tsc = path.resolve('node_modules/typescript/bin/tsc')
  const common = ['--strict', '--target', 'ES2022', '--lib', 'ES2022,DOM,DOM.Iterable']
  return run(process.execPath, [tsc, ...common, ...options, 'agent.ts'], folder)
}

describe('the package, unpacked into an empty project with the SDK’s dependencies alone', () => {
  it('is typed for bundlers', () => {
    const modules = [
      '--module',
      'preserve',
      '--moduleResolution',
      'bundler',
      '--noEmit',
      '--skipLibCheck',
    ]

    expect(compile(...modules)).toBe('')
  })

  it('is typed for Node, its declarations checked, and runs', () => {
    const modules = ['--module', 'nodenext', '--moduleResolution', 'nodenext']

    expect(compile(...modules, '--skipDefaultLibCheck')).toBe('')

    const lines = run(process.execPath, ['agent.js'], folder).trim().split('\n')

    expect(lines).toEqual(['grant_invalid', 'false Unavailable'])
  })

  it('holds what the service needs to run, and none of the tests', () => {
    const inside = readdirSync(path.join(folder, 'node_modules/countersign'), { recursive: true })
      .map(String)
      .sort()

    expect(inside).toEqual(
      expect.arrayContaining([
        'dist/src/main/server.js',
        'dist/src/sdk/index.d.ts',
        'prisma/migrations',
        'LICENSE',
        'README.md',
      ]),
    )
    expect(
      inside.filter((file) => /(^|\/)(test|bench|\.env)|dev-secrets\.json/.test(file)),
    ).toEqual([])
  })
})
