import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Countersign } from '../../../src/sdk/index.ts'
import { type ApiServer, approved, startApiServer, type Trouble } from '../../fakes/api-server.ts'
import { acceptedRequest } from '../../fakes/requests.ts'

let service: ApiServer
let countersign: Countersign
let ran: number
const action = { action: 'data.export', payload: { rows: 1 } }
const thrownBy = (call: Promise<unknown>) => call.then(() => null).catch((error) => error)

beforeEach(async () => {
  service = await startApiServer()
  countersign = new Countersign({ url: service.url, token: 'csa_key' })
  ran = 0
})

afterEach(async () => {
  await service.close()
})

/** Somebody answers 200 who is not Countersign, or is about something else. */
function says(body: string): Trouble {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(body)
  }
}

const guarded = () =>
  countersign.requireApproval(
    () => {
      ran += 1
    },
    () => action,
  )()

describe('an answer of 200', () => {
  it.each([
    ['nothing', ''],
    ['other JSON', '{"ok":true}'],
    ['a list', '[]'],
    ['a request without a verdict', JSON.stringify({ ...acceptedRequest, status: 'approved' })],
  ])('that says %s is no answer to a proposal', async (_what, body) => {
    service.troubles = [says(body)]

    const request = await countersign.propose(action)

    expect(service.heard).toHaveLength(2)
    expect(service.requests.map(({ id }) => id)).toEqual([request.id])
  })

  it.each([
    ['nothing', ''],
    ['other JSON', '{"ok":true}'],
  ])('that says %s is no consumption, so nothing runs on it', async (_what, body) => {
    service.settleWith = approved
    // The grant was used up, and the answer is somebody else's.
    const swap: Trouble = (response) => {
      const end = response.end.bind(response)
      response.end = () => end(body)
    }
    service.troubles = [null, swap]

    expect(await thrownBy(guarded())).toMatchObject({ code: 'grant_already_used' })
    expect(ran).toBe(0)
  })

  it('about another request is no answer to a reading', async () => {
    const request = await countersign.propose(action)
    service.troubles = [says(JSON.stringify(acceptedRequest))]

    expect((await countersign.read(request.id)).id).toBe(request.id)
  })

  it('about another action is refused', async () => {
    service.troubles = [says(JSON.stringify(acceptedRequest))]

    expect(await thrownBy(guarded())).toMatchObject({ code: 'digest_mismatch' })
    expect(ran).toBe(0)
  })
})

describe('what can be no call', () => {
  it.each([
    ['a token with a line break', { token: 'csa_secret\nx' }],
    ['an address with a password', { url: 'https://me:csa_secret@example.com' }],
    ['an address of another protocol', { url: 'ftp://example.com/csa_secret' }],
  ])('%s is said at once, and not quoted', (_what, options) => {
    const make = () => new Countersign({ url: service.url, token: 'csa_key', ...options })

    expect(make).toThrow(TypeError)
    expect(make).not.toThrow(/csa_secret/)
  })

  it('a path to another address gets no token', async () => {
    for (const path of ['https://example.com/', '///example.com/'])
      expect(await thrownBy(countersign.call('GET', path))).toBeInstanceOf(TypeError)
    expect(await thrownBy(countersign.read('..'))).toBeInstanceOf(TypeError)
    expect(service.heard).toEqual([])
  })

  it('an idempotency key that no header carries is refused before anything is sent', async () => {
    const error = await thrownBy(countersign.propose(action, { idempotencyKey: 'run–1' }))

    expect(error).toBeInstanceOf(TypeError)
    expect(service.heard).toEqual([])
  })
})
