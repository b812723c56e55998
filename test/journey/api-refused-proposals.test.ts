import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Refusal } from '../harness/api.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function propose(body: unknown) {
  const answer = await service.api.call<Refusal>('POST', '/v1/requests', { body })
  const pointers = answer.body.errors?.map(({ pointer }) => pointer) ?? []
  return { status: answer.status, code: answer.body.code, pointers }
}

async function requestsCount(): Promise<number> {
  const rows = await rowsOf(ground.database.owner, 'select 1 from request')
  return rows.length
}

const minimal = { action: 'mail.send', payload: null }
const link = { title: 'Run', url: 'https://ci.example.com/7' }
const letters = (count: number) => 'a'.repeat(count)
const fill = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item)

describe('a proposal that does not match the contract', () => {
  it.each([
    ['/shiny', { ...minimal, shiny: 1 }],
    ['/Action', { ...minimal, Action: 'mail.send' }],
    ['/a~1b~0c', { ...minimal, 'a/b~c': 1 }],
    ['/origin/agent', { ...minimal, origin: { agent: 'x' } }],
    ['/links/1/rel', { ...minimal, links: [link, { ...link, rel: 'me' }] }],
    ['/webhook/secret', { ...minimal, webhook: { url: 'https://a.example.com', secret: 'x' } }],
    ['/action', { payload: null }],
    ['/payload', { action: 'mail.send' }],
    ['', []],
    ['', null],
    ['', '"mail.send"'],
    ['/action', { ...minimal, action: 5 }],
    ['/action', { ...minimal, action: '' }],
    ['/action', { ...minimal, action: 'Mail.Send' }],
    ['/action', { ...minimal, action: 'mail..send' }],
    ['/action', { ...minimal, action: 'mail.send\n' }],
    ['/resource', { ...minimal, resource: null }],
    ['/resource', { ...minimal, resource: '' }],
    ['/resource', { ...minimal, resource: 'a\0b' }],
    ['/resource', { ...minimal, resource: 'postgres://prod/x/../customers' }],
    ['/resource', { ...minimal, resource: 'postgres://prod/./customers' }],
    ['/resource', { ...minimal, resource: 'postgres://prod/x/%2e%2E/customers' }],
    ['/resource', { ...minimal, resource: 'prod/..' }],
    ['/environment', { ...minimal, environment: 'Production' }],
    ['/environment', { ...minimal, environment: '-production' }],
    ['/summary', { ...minimal, summary: 5 }],
    ['/labels', { ...minimal, labels: 'pii' }],
    ['/labels/1', { ...minimal, labels: ['pii', 'PII'] }],
    ['/classification/to', { ...minimal, classification: { to: 'pii' } }],
    ['/classification/~1to', { ...minimal, classification: { '/to': 'private' } }],
    ['/on_behalf_of', { ...minimal, on_behalf_of: 'nobody' }],
    ['/origin/trace_url', { ...minimal, origin: { trace_url: 'javascript:alert(1)' } }],
    ['/links/0/url', { ...minimal, links: [{ title: 'x', url: 'ftp://a.example.com' }] }],
    ['/links/0/title', { ...minimal, links: [{ url: 'https://a.example.com' }] }],
    ['/expires_in', { ...minimal, expires_in: '900' }],
    ['/expires_in', { ...minimal, expires_in: 1.5 }],
    ['/expires_in', { ...minimal, expires_in: 0 }],
    ['/webhook', { ...minimal, webhook: 'https://a.example.com' }],
  ])('is refused with a pointer at %j: %j', async (pointer, body) => {
    const refusal = await propose(body)

    expect(refusal).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(refusal.pointers).toContain(pointer)
  })

  it.each([
    ['action', letters(128), letters(129)],
    ['resource', letters(512), letters(513)],
    ['environment', letters(63), letters(64)],
    ['summary', letters(300), letters(301)],
    ['reason', letters(2000), letters(2001)],
    ['labels', fill(16, letters(63)), fill(17, 'a')],
    ['labels', [letters(63)], [letters(64)]],
    ['links', fill(5, link), fill(6, link)],
    ['expires_in', 1, 0],
    ['expires_in', 30 * 86_400, 30 * 86_400 + 1],
  ])('is refused one step past the limit of %s and taken at it', async (field, at, past) => {
    const taken = await propose({ ...minimal, [field]: at })
    const refused = await propose({ ...minimal, [field]: past })

    expect(taken.status).toBe(201)
    expect(refused).toMatchObject({ status: 400, code: 'invalid_request' })
  })

  it('names a webhook that is not registered', async () => {
    const webhook = { url: 'https://agent.example.com/hooks/countersign' }

    expect(await propose({ ...minimal, webhook })).toEqual({
      status: 422,
      code: 'webhook_not_registered',
      pointers: ['/webhook/url'],
    })
  })

  it('changes nothing', async () => {
    const before = await requestsCount()
    await propose({ ...minimal, shiny: 1 })

    expect(await requestsCount()).toBe(before)
  })
})

describe('the size of a body', () => {
  const padded = (bytes: number) => JSON.stringify({ ...minimal, payload: letters(bytes - 35) })

  it('may be 256 KiB and not a byte more', async () => {
    const [taken, refused] = [padded(256 * 1024), padded(256 * 1024 + 1)]

    expect([taken.length, refused.length]).toEqual([262_144, 262_145])
    expect(await propose(taken)).toMatchObject({ status: 201 })
    expect(await propose(refused)).toMatchObject({ status: 413, code: 'payload_too_large' })
  })
})

describe('a body that two readers could read differently', () => {
  const withPayload = (payload: string) => `{"action":"mail.send","payload":${payload}}`
  const nested = (depth: number) => withPayload('['.repeat(depth - 1) + ']'.repeat(depth - 1))

  it.each([
    ['a key twice', '{"action":"a","payload":1,"payload":2}', '/payload'],
    ['a key twice in two spellings', '{"action":"a","payload":1,"p\\u0061yload":2}', '/payload'],
    ['a nested key twice', withPayload('[{"a":1,"a":1}]'), '/payload/0/a'],
    ['a lone surrogate', withPayload('"\\ud800"'), '/payload'],
    ['a lone surrogate in a key', withPayload('{"\\udc00":1}'), '/payload'],
    ['nesting over 64', nested(65), ''],
    ['an integer beyond 2^53 - 1', withPayload('9007199254740993'), '/payload'],
    ['its negative', withPayload('-9007199254740992'), '/payload'],
    ['it with a fraction of zeros', withPayload('9007199254740993.0'), '/payload'],
    ['it with an exponent', withPayload('9.007199254740993e15'), '/payload'],
    ['it with a negative exponent', withPayload('90071992547409930E-1'), '/payload'],
    ['a number beyond all', withPayload('1e400'), '/payload'],
    ['a byte order mark', `\ufeff${withPayload('1')}`, ''],
    ['nothing', '', ''],
    ['white space', ' \n', ''],
    ['a trailing comma', '{"action":"a","payload":1,}', ''],
    ['a comment', '{"action":"a","payload":1}//', ''],
    ['single quotes', "{'action':'a','payload':1}", ''],
    ['NaN', withPayload('NaN'), ''],
    ['a raw control character', withPayload('"a\tb"'), ''],
  ])('is refused: %s', async (_, text, pointer) => {
    expect(await propose(text)).toEqual({ status: 400, code: 'invalid_json', pointers: [pointer] })
  })

  it('is refused where it is not UTF-8', async () => {
    const bytes = Buffer.from(withPayload('"\xe9"'), 'latin1')

    expect(await propose(bytes)).toMatchObject({ status: 400, code: 'invalid_json' })
  })

  it('is taken at nesting 64', async () => {
    expect(await propose(nested(64))).toMatchObject({ status: 201 })
  })

  it.each(['decisions', 'cancel'])('is refused at /%s too', async (verb) => {
    const { id, digest } = await service.api.propose()
    const token = verb === 'cancel' ? service.api.agentKey : await service.api.person('a@b.example')

    const { status, body } = await service.api.call('POST', `/v1/requests/${id}/${verb}`, {
      token,
      body: `{"decision":"deny","decision":"approve","digest":"${digest}"}`,
    })

    expect([status, body['code']]).toEqual([400, 'invalid_json'])
  })
})
