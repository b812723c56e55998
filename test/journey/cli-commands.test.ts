import { statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type CliOptions, cli, endAll } from '../harness/cli.ts'
import { journeyPolicy } from '../harness/policy.ts'
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
let agent: CliOptions
let admin: CliOptions
let olga: CliOptions

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
  agent = asToken(service.api.agentKey)
  admin = asToken(service.api.adminToken)
  olga = asToken(await service.api.person('olga@example.com'))
})

afterEach(endAll)

afterAll(async () => {
  await service.stop()
  await ground.close()
})

function asToken(token: string): CliOptions {
  return { env: { COUNTERSIGN_URL: service.url, COUNTERSIGN_TOKEN: token } }
}

function file(name: string, text: string): string {
  const written = path.join(ground.folder, name)
  writeFileSync(written, text)
  return written
}

const restart = { action: 'service.restart', payload: { force: false } }

describe('show, list and decide', () => {
  it('show a request to whoever may see it, with its payload and story', async () => {
    const { id, digest } = await service.api.propose({ ...restart, summary: 'web\u202e' })

    const shown = await cli(['show', id, '--events'], olga)
    const json = await cli(['show', id, '--json'], agent)
    const foreign = await cli(['show', 'req_01k9xv2m4te8wb1q0zr7y5h3ad'], agent)

    expect(shown.code).toBe(0)
    for (const words of [
      digest,
      'web<U+202E>',
      'operators 0/1',
      '"force": false',
      'request.proposed',
    ])
      expect(shown.stdout).toContain(words)
    expect(JSON.parse(json.stdout)).toMatchObject({ id, status: 'pending' })
    expect([foreign.code, foreign.stderr]).toEqual([1, expect.stringContaining('(not_found)')])
  })

  it('list what waits, and turn pages', async () => {
    const { id } = await service.api.propose(restart)

    const table = await cli(['list', '--status', 'pending', '--limit', '1'], agent)
    const json = await cli(['list', '--action', 'service.*', '--limit', '1', '--json'], olga)
    const bad = await cli(['list', '--limit', 'many'], agent)

    expect(table.stdout).toMatch(new RegExp(`^REQUEST +STATUS.*\\n${id} +pending +service.restart`))
    expect(JSON.parse(json.stdout).data).toHaveLength(1)
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('(invalid_request)')])
  })

  it('decide on the digest that was read, and tell a refusal with what to do', async () => {
    const { id, digest } = await service.api.propose(restart)
    const decide = (...more: string[]) => cli(['decide', id, ...more], olga)

    const unread = await decide('approve')
    const uncommented = await decide('deny', '--digest', digest)
    const other = await decide('approve', '--digest', `sha256:${'0'.repeat(64)}`)
    const approved = await decide('approve', '--digest', digest)

    expect([unread.code, uncommented.code, other.code, approved.code]).toEqual([1, 1, 1, 0])
    expect(unread.stderr).toContain('--digest')
    expect(uncommented.stderr).toMatch(/\(comment_required\)\n.*--comment/)
    expect(other.stderr).toContain('(digest_mismatch)')
    expect(approved.stdout).toContain('approved by olga@example.com')
  })

  it('show --wait answers as request does', async () => {
    const denied = await service.api.propose({ action: 'db.drop', payload: 1 })

    expect((await cli(['show', denied.id, '--wait'], agent)).code).toBe(3)
  })
})

describe('verify grant', () => {
  it('says offline whether a grant is for exactly the action of a file', async () => {
    const action = { action: 'db.read', resource: 'postgres://prod/orders', payload: { limit: 10 } }
    const { verdict } = await service.api.propose(action)
    const keys = await fetch(new URL('/.well-known/jwks.json', service.url))
    const jwks = file('jwks.json', await keys.text())
    const grant = file('grant.txt', `${verdict?.grant}\n`)
    const check = (named: string, text: string, ...more: string[]) => {
      const given = ['verify', 'grant', `@${grant}`, '--action-file', file(named, text)]
      const env = { COUNTERSIGN_URL: service.url }
      return cli([...given, '--jwks', jwks, ...more], { env })
    }

    const good = await check('same.json', JSON.stringify(action, null, 4))
    const changed = await check('other.json', JSON.stringify({ ...action, payload: { limit: 11 } }))
    const late = await check('late.json', JSON.stringify(action), '--at', '2999-01-01T00:00:00Z')
    const foreign = await check(
      'foreign.json',
      JSON.stringify(action),
      '--issuer',
      'https://x.test',
    )

    expect([good.code, changed.code, late.code, foreign.code]).toEqual([0, 1, 1, 1])
    expect(good.stdout).toMatch(/^good: [\s\S]*db\.read/)
    expect(changed.stdout).toContain('(action_mismatch)')
    expect(late.stdout).toContain('(grant_expired)')
    expect(foreign.stdout).toContain('not a grant of https://x.test')
    expect(foreign.stdout).toContain('(grant_invalid)')
  })
})

describe('verify audit', () => {
  it('says whether exported events contradict each other', async () => {
    await service.api.propose({ action: 'db.read', payload: { limit: 11 } })
    const { body } = await service.api.call<{ data: object[] }>('GET', '/v1/events?limit=200', {
      token: service.api.adminToken,
    })
    const good = await cli(['verify', 'audit', file('events.json', JSON.stringify(body))], {
      env: {},
    })
    const twice = [...body.data, ...body.data].map((event) => JSON.stringify(event)).join('\n')
    const bad = await cli(['verify', 'audit', file('twice.jsonl', twice), '--json'], { env: {} })
    const none = await cli(['verify', 'audit', file('none.json', '{"rows":[]}')], { env: {} })

    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('no contradiction in') })
    expect(good.stdout).toContain('cannot be told')
    expect(bad.code).toBe(1)
    expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, complete: null })
    expect(none.code).toBe(1)
    expect(none.stderr).toContain('holds no events')
  })
})

describe('agents', () => {
  it('are created, listed, disabled and enabled, and keep their keys in view', async () => {
    const created = await cli(
      [
        'agents',
        'create',
        'ci-bot',
        '--owner',
        'dana@example.com',
        '--owner',
        'group:security',
        '--json',
      ],
      admin,
    )
    const { key } = JSON.parse(created.stdout)
    const asks = () => cli(['request', '--action', 'db.read', '--payload', '1'], asToken(key))
    expect((await asks()).code).toBe(0)

    const disabled = await cli(['agents', 'disable', 'ci-bot'], admin)
    const refused = await asks()
    const listed = await cli(['agents', 'list'], admin)
    await cli(['agents', 'enable', 'ci-bot'], admin)

    expect(disabled.stdout).toBe('ci-bot is disabled.\n')
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('(forbidden)')])
    expect(listed.stdout).toMatch(/ci-bot +agent +disabled +dana@example.com, group:security/)

    const added = await cli(
      ['agents', 'keys', 'ci-bot', '--add', '--expires-in', '1d', '--json'],
      admin,
    )
    const { id, key: second } = JSON.parse(added.stdout)
    expect((await cli(['list'], asToken(second))).code).toBe(0)
    await cli(['agents', 'keys', 'ci-bot', '--revoke', id], admin)
    expect((await cli(['list'], asToken(second))).code).toBe(1)
    expect((await cli(['agents', 'keys', 'ci-bot'], admin)).stdout).toMatch(
      new RegExp(`${id}.*revoked`),
    )
  })

  it('that are not there, or a token that may not, are said', async () => {
    const unknown = await cli(['agents', 'disable', 'nobody'], admin)
    const notAdmin = await cli(['agents', 'list'], agent)

    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('no agent nobody')])
    expect([notAdmin.code, notAdmin.stderr]).toEqual([1, expect.stringContaining('(forbidden)')])
  })
})

describe('policy check', () => {
  it('answers 0 for a valid file, and 1 with line and column for each fault', async () => {
    const good = await cli(['policy', 'check', file('good.yaml', journeyPolicy())], admin)
    const named = file('bad.yaml', journeyPolicy().replace('then: allow', 'then: perhaps'))
    const bad = await cli(['policy', 'check', named], admin)

    expect([good.code, bad.code]).toEqual([0, 1])
    expect(good.stdout).toMatch(/is valid: sha256:/)
    const [where = ''] = bad.stdout.split(': ')
    expect(where).toMatch(new RegExp(`^${named}:\\d+:\\d+$`))
  })
})

describe('keys', () => {
  it('make the file that the service signs with, and rotate it while the service runs', async () => {
    const named = path.join(ground.folder, 'signing-keys.json')
    const made = await cli(['keys', 'new', '--file', named])
    const port = await freePort()
    const running = await startProcess(ground, { SIGNING_KEY_FILE: named }, port)
    const published = async () => {
      const response = await fetch(new URL('/.well-known/jwks.json', running.url))
      const { keys }: { keys: { kid: string }[] } = await response.json()
      return keys.map(({ kid }) => kid).sort()
    }
    const [first] = await published()
    expect(made.stdout).toContain(`${first}  signs`)

    const rotated = await cli(['keys', 'rotate', '--file', named, '--json'])
    const { keys }: { keys: { kid: string; standing: string }[] } = JSON.parse(rotated.stdout)

    expect(keys.map(({ standing }) => standing)).toEqual(['signs', 'next'])
    expect(statSync(named).mode & 0o777).toBe(0o600)
    const kids = keys.map(({ kid }) => kid).sort()
    await until(async () => JSON.stringify(await published()) === JSON.stringify(kids))
    await running.stop()
  })
})
