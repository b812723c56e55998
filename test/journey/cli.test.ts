import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import {
  type CliOptions,
  type CliProcess,
  type CliResult,
  cli,
  endAll,
  startCli,
} from '../harness/cli.ts'
import {
  freePort,
  type Ground,
  newGround,
  type RunningService,
  startHere,
  startProcess,
} from '../harness/service.ts'
import { until } from '../harness/until.ts'

let ground: Ground
let service: RunningService
let olga: string
let agent: CliOptions

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
  olga = await service.api.person('olga@example.com')
  agent = asToken(service.api.agentKey)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

afterEach(endAll)

function asToken(token: string): CliOptions {
  return { env: { COUNTERSIGN_URL: service.url, COUNTERSIGN_TOKEN: token } }
}

const restart = ['request', '--action', 'service.restart', '--resource', 'svc/web']

/** The request that the command proposed; it says so on standard error. */
async function proposed(asked: CliProcess): Promise<RequestObject> {
  await asked.says(/proposed req_/)
  return service.api.read(/proposed (req_\w+)/.exec(asked.stderr())?.[1] ?? '')
}

/** Gives the command more time to say this, where the machine was too slow for a little. */
async function inTime(said: RegExp, args: string[]): Promise<CliResult> {
  for (const timeout of ['1s', '5s']) {
    const result = await cli([...args, '--timeout', timeout], agent)
    if (said.test(result.stderr)) return result
  }
  return cli([...args, '--timeout', '60s'], agent)
}

describe('request', () => {
  it('waits, says what for, and answers 0 with the verdict when people approved', async () => {
    const asked = startCli([...restart, '--payload', '{"force": false}'], agent)
    const request = await proposed(asked)
    await asked.says(/waiting: operators 0\/1 for service\.restart on svc\/web, until \d{4}-/)

    await service.api.decide(olga, request, 'approve')
    const ended = await asked.ended

    expect(ended.code).toBe(0)
    expect(ended.stdout).toBe(`approved by olga@example.com  ${request.id}\n`)
    expect(ended.stderr).not.toMatch(/[^\P{Cc}\n]/u)
  })

  it('says how far the needs are met, a line for each change', async () => {
    const [bo, cy] = [
      await service.api.person('bo@example.com'),
      await service.api.person('cy@example.com'),
    ]
    const asked = startCli(
      ['request', '--action', 'data.export', '--payload', '{"rows": 1}'],
      agent,
    )
    const request = await proposed(asked)
    await asked.says(/waiting: data-owners 0\/1, security 0\/1/)

    await service.api.decide(bo, request, 'approve')
    await asked.says(/waiting: data-owners 1\/1, security 0\/1/)
    await service.api.decide(cy, request, 'approve')

    expect((await asked.ended).code).toBe(0)
    expect(asked.stderr().match(/waiting:/g)).toHaveLength(2)
  })

  it('answers 3 when somebody denied, and tells the comment', async () => {
    const asked = startCli([...restart, '--payload', '{}'], agent)

    await service.api.decide(olga, await proposed(asked), 'deny', 'not \u001b[2Jtoday')

    const { code, stdout } = await asked.ended
    expect(code).toBe(3)
    expect(stdout).toContain('olga@example.com: not <U+001B>[2Jtoday')
  })

  it('answers 3 at once where the policy denies, and 0 where it allows', async () => {
    const denied = await cli(['request', '--action', 'db.drop', '--payload', '1'], agent)
    const allowed = await cli(['request', '--action', 'db.read', '--payload', '1'], agent)

    expect([denied.code, allowed.code]).toEqual([3, 0])
    expect(denied.stdout).toContain('Databases are never dropped by an agent.')
  })

  it('answers 4 when the deadline passed', async () => {
    const { code, stdout } = await cli([...restart, '--payload', '{}', '--expires-in', '1s'], agent)

    expect(code).toBe(4)
    expect(stdout).toMatch(/^expired by clock/)
  })

  it('answers 5 when the request was cancelled elsewhere', async () => {
    const asked = startCli([...restart, '--payload', '{}'], agent)
    const { id } = await proposed(asked)

    await service.api.call('POST', `/v1/requests/${id}/cancel`, { body: {} })

    expect((await asked.ended).code).toBe(5)
  })

  it('prints with --json the settled request, and nothing else anywhere', async () => {
    const asked = startCli(
      [...restart, '--payload', '{}', '--json', '--summary', 'a\u009bb'],
      agent,
    )
    let request: RequestObject | undefined
    await until(async () => {
      const page = await service.api.call<{ data: RequestObject[] }>(
        'GET',
        '/v1/requests?status=pending&action=service.restart',
      )
      request = page.body.data.find(({ summary }) => summary === 'a\u009bb')
      return request !== undefined
    })
    if (request !== undefined) await service.api.decide(olga, request, 'approve')

    const { code, stdout, stderr } = await asked.ended

    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).not.toContain('\u009b')
    expect(JSON.parse(stdout)).toMatchObject({ id: request?.id, summary: 'a\u009bb' })
    expect(JSON.parse(stdout).verdict.grant).toMatch(/^eyJ/)
  })

  it('takes the payload from standard input, and refuses what two readers could read differently', async () => {
    const asked = startCli([...restart, '--payload', '-'], { ...agent, stdin: '{"b": 1.50}' })
    const request = await proposed(asked)
    await service.api.decide(olga, request, 'deny', 'no')
    const twice = await cli([...restart, '--payload', '-'], { ...agent, stdin: '{"b": 1, "b": 2}' })

    const { body } = await service.api.call('GET', `/v1/requests/${request.id}/payload`)

    expect(body).toMatchObject({ payload: { b: 1.5 } })
    expect([(await asked.ended).code, twice.code]).toEqual([3, 1])
    expect(twice.stderr).toContain('/b must not appear twice')
  })

  it('is the same request under the same idempotency key, also when it is started again', async () => {
    const args = [...restart, '--payload', '{"n": 1}', '--idempotency-key', 'restart-1']
    const first = startCli(args, agent)
    const request = await proposed(first)
    first.child.kill('SIGKILL')
    await first.ended
    const second = startCli(args, agent)
    expect((await proposed(second)).id).toBe(request.id)

    await service.api.decide(olga, request, 'approve')

    expect((await second.ended).code).toBe(0)
  })

  it('answers 1 when --timeout is over, and says that the request stays pending', async () => {
    const { code, stderr } = await inTime(/proposed req_/, [...restart, '--payload', '{}'])

    expect(code).toBe(1)
    expect(stderr).toMatch(/req_\w+ stays pending until/)
    expect(stderr).toContain('--idempotency-key')
    expect(stderr).toMatch(/no verdict came in time\n$/)
  })
})

describe('request -- command', () => {
  const script = 'require("fs").appendFileSync(process.argv[1], "ran\\n"); process.exit(7)'

  function command(file: string, code = script): string[] {
    return ['--', process.execPath, '-e', code, file]
  }

  it('runs it once, only after it was approved, as part of the payload, and passes its exit code on', async () => {
    const file = path.join(ground.folder, 'ran')
    const asked = startCli([...restart, '--idempotency-key', 'run-once', ...command(file)], agent)
    const request = await proposed(asked)
    expect(existsSync(file)).toBe(false)
    const { body } = await service.api.call('GET', `/v1/requests/${request.id}/payload`)
    expect(body).toMatchObject({ payload: { command: command(file).slice(1) } })

    await service.api.decide(olga, request, 'approve')

    expect((await asked.ended).code).toBe(7)
    expect(readFileSync(file, 'utf8')).toBe('ran\n')
    expect(await service.api.read(request.id)).toMatchObject({
      grant_status: 'used',
      outcome: { status: 'failed', detail: 'exit code 7' },
    })

    const again = await cli([...restart, '--idempotency-key', 'run-once', ...command(file)], agent)

    expect(again.code).toBe(1)
    expect(again.stderr).toContain('Nothing was run')
    expect(readFileSync(file, 'utf8')).toBe('ran\n')
  })

  it('does not run what was denied', async () => {
    const file = path.join(ground.folder, 'denied')
    const asked = startCli([...restart, ...command(file)], agent)

    await service.api.decide(olga, await proposed(asked), 'deny', 'no')

    expect((await asked.ended).code).toBe(3)
    expect(existsSync(file)).toBe(false)
  })

  it('gives the command its arguments without a shell, no token and no standard input', async () => {
    const code =
      'console.log(JSON.stringify([process.argv.slice(1), process.env.COUNTERSIGN_TOKEN ?? null, require("fs").readFileSync(0, "utf8")]))'
    const words = ['$(id)', 'a b', '; true', '--json']
    const asked = startCli([...restart, '--', process.execPath, '-e', code, '--', ...words], {
      ...agent,
      stdin: 'not approved',
    })

    await service.api.decide(olga, await proposed(asked), 'approve')

    const { stdout } = await asked.ended
    expect(JSON.parse(stdout)).toEqual([words, null, ''])
  })

  it('keeps standard output for the JSON with --json, with the outcome in it', async () => {
    const ran = await cli(
      [
        'request',
        '--action',
        'db.read',
        '--json',
        '--',
        process.execPath,
        '-e',
        'console.log("from the command")',
      ],
      agent,
    )

    expect(ran.code).toBe(0)
    expect(ran.stderr).toBe('from the command\n')
    expect(JSON.parse(ran.stdout)).toMatchObject({
      grant_status: 'used',
      outcome: { status: 'succeeded' },
    })
  })

  it('refuses a payload that says another command, and a command that is not there, before it asks', async () => {
    const other = await cli(
      [...restart, '--payload', '{"command": ["ls"]}', '--', 'ls', '-l'],
      agent,
    )
    const missing = await cli([...restart, '--', 'no-such-command-here'], agent)

    expect([other.code, missing.code]).toEqual([1, 1])
    expect(other.stderr).toContain('["ls","-l"]')
    expect(missing.stderr).toContain('Nothing was proposed')
  })

  it('does not run it when the approval was revoked before it came to it', async () => {
    const file = path.join(ground.folder, 'revoked')
    const args = [...restart, '--idempotency-key', 'revoked', ...command(file)]
    const asked = startCli(args, agent)
    const request = await proposed(asked)
    asked.child.kill('SIGKILL')
    await asked.ended
    await service.api.decide(olga, request, 'approve')
    await service.api.call('POST', `/v1/requests/${request.id}/revoke`, { token: olga, body: {} })

    const { code, stderr } = await cli(args, agent)

    expect(code).toBe(1)
    expect(stderr).toContain('revoked')
    expect(existsSync(file)).toBe(false)
  })
})

describe('Ctrl-C', () => {
  it('leaves the request pending and says how to go on', async () => {
    const asked = startCli([...restart, '--payload', '{}'], agent)
    const { id } = await proposed(asked)

    asked.child.kill('SIGINT')

    const { code, stderr } = await asked.ended
    expect(code).toBe(130)
    expect(stderr).toContain(`countersign show ${id}`)
    expect(stderr).toMatch(/--idempotency-key [0-9a-f-]{36}/)
    expect((await service.api.read(id)).status).toBe('pending')
  })

  it('cancels with --cancel-on-interrupt, and answers 5', async () => {
    const asked = startCli([...restart, '--payload', '{}', '--cancel-on-interrupt'], agent)
    const { id } = await proposed(asked)

    asked.child.kill('SIGINT')

    expect((await asked.ended).code).toBe(5)
    expect((await service.api.read(id)).status).toBe('cancelled')
  })
})

describe('a service that cannot be reached', () => {
  it('is tried again until --timeout, then the answer is 1', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const args = [...restart, '--payload', '{}', '--url', url]
    const { code, stderr } = await inTime(/ECONNREFUSED/, args)

    expect(code).toBe(1)
    expect(stderr).toContain('could not be reached (ECONNREFUSED)')
    expect(stderr).toContain(`Is ${url} the right address`)
  })

  it('that comes back while people decide is asked again', async () => {
    const other = await newGround()
    const port = await freePort()
    const first = await startProcess(other, {}, port)
    const env = { COUNTERSIGN_URL: first.url, COUNTERSIGN_TOKEN: first.api.agentKey }
    const asked = startCli([...restart, '--payload', '{}'], { env })
    await asked.says(/proposed req_/)
    const id = /proposed (req_\w+)/.exec(asked.stderr())?.[1] ?? ''

    await first.kill()
    await asked.says(/the service does not answer/)
    const second = await startProcess(other, {}, port)
    const person = await second.api.person('olga@example.com')
    await second.api.decide(person, await second.api.read(id), 'approve')

    expect((await asked.ended).code).toBe(0)
    await second.stop()
    await other.close()
  })
})

describe('settings', () => {
  function configured(text: string, mode: number): string {
    const folder = path.join(ground.folder, `config-${mode}`)
    mkdirSync(path.join(folder, 'countersign'), { recursive: true })
    const file = path.join(folder, 'countersign', 'config.yaml')
    writeFileSync(file, text)
    chmodSync(file, mode)
    return folder
  }

  it('come from the file that is its owner’s alone', async () => {
    const text = `url: ${service.url}\ntoken: ${service.api.agentKey}\n`

    const own = await cli(['list'], { env: { XDG_CONFIG_HOME: configured(text, 0o600) } })
    const open = await cli(['list'], { env: { XDG_CONFIG_HOME: configured(text, 0o644) } })

    expect([own.code, open.code]).toEqual([0, 1])
    expect(open.stderr).toContain('chmod 600')
    expect(open.stderr).not.toContain(service.api.agentKey)
  })

  it('that are missing or bad are named', async () => {
    const none = await cli(['list'])
    const url = await cli(['list', '--url', 'ftp://x'], agent)
    const token = await cli(['list'], asToken('csa_wrong'))

    expect([none.code, url.code, token.code]).toEqual([1, 1, 1])
    expect(none.stderr).toContain('COUNTERSIGN_URL')
    expect(url.stderr).toContain('http or https')
    expect(token.stderr).toContain('(unauthenticated)')
  })
})
