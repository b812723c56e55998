import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Proposal } from '../../../src/contract/proposal.ts'
import { actionDigest } from '../../../src/proof/verify/digest.ts'
import { Countersign, Refused, Unavailable } from '../../../src/sdk/index.ts'
import { approved } from '../../fakes/api-server.ts'
import { acceptedRequest } from '../../fakes/requests.ts'

type Reply = (request: IncomingMessage, response: ServerResponse) => void

const problem = (status: number, code: string): Reply => {
  return (_request, response) => {
    const body = { type: 'about:blank', title: '', status, code, detail: 'because' }
    response.statusCode = status
    response.end(JSON.stringify(body))
  }
}
const answer = (status: 'pending' | 'approved'): Reply => {
  return async (request, response) => {
    const body = await text(request)
    const asked = body === '' ? {} : { digest: digestOf(JSON.parse(body)) }
    const verdict = status === 'pending' ? {} : approved(acceptedRequest)
    response.end(JSON.stringify({ ...acceptedRequest, ...asked, ...verdict }))
  }
}
const digestOf = ({ action, payload }: Proposal) =>
  actionDigest({ action, payload, agent: acceptedRequest.agent.id })
const hangUp: Reply = (request) => request.socket.destroy()

let server: Server
let replies: Reply[]
let heard: IncomingMessage[]
let countersign: Countersign

beforeEach(async () => {
  replies = []
  heard = []
  server = createServer((request, response) => {
    heard.push(request)
    const reply = replies.shift() ?? problem(500, 'internal_error')
    reply(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  countersign = new Countersign({ url: `http://127.0.0.1:${port}`, token: 'csa_key' })
})

afterEach(async () => {
  server.closeAllConnections()
  const closed = once(server, 'close')
  server.close()
  await closed
})

describe('propose', () => {
  it('goes on through faults of the network and of the service, under one idempotency key', async () => {
    replies = [hangUp, problem(503, 'unavailable'), answer('pending')]

    const request = await countersign.propose({ action: 'data.export', payload: {} })

    expect(request.id).toBe(acceptedRequest.id)
    const keys = heard.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  it('sends the key that it is given, and the token', async () => {
    replies = [answer('pending')]

    await countersign.propose({ action: 'a', payload: 1 }, { idempotencyKey: 'export-881' })

    expect(heard[0]?.headers['idempotency-key']).toBe('export-881')
    expect(heard[0]?.headers.authorization).toBe('Bearer csa_key')
  })

  it('throws what was refused at once, with its code', async () => {
    replies = [problem(422, 'environment_mismatch')]

    const refusal = await countersign.propose({ action: 'a', payload: 1 }).catch((error) => error)

    expect(refusal).toBeInstanceOf(Refused)
    expect(refusal.code).toBe('environment_mismatch')
    expect(heard).toHaveLength(1)
  })

  it('gives up as unavailable when its time is over: nothing may run then', async () => {
    replies = [hangUp, hangUp, hangUp]

    const failure = await countersign
      .propose({ action: 'a', payload: 1 }, { timeoutMs: 1 })
      .catch((error) => error)

    expect(failure).toBeInstanceOf(Unavailable)
  })

  it('stops at once when it is aborted', async () => {
    const stop = new AbortController()
    replies = [() => stop.abort(new Error('enough'))]

    const call = countersign.propose({ action: 'a', payload: 1 }, { signal: stop.signal })

    await expect(call).rejects.toThrow('enough')
  })
})

describe('waitForVerdict', () => {
  it('asks again until the request is settled, also across a restart', async () => {
    replies = [answer('pending'), hangUp, answer('pending'), answer('approved')]

    const settled = await countersign.waitForVerdict(acceptedRequest.id)

    expect(settled.status).toBe('approved')
    expect(heard.map(({ url }) => url)).toEqual(
      Array.from({ length: 4 }, () => `/v1/requests/${acceptedRequest.id}?wait=50`),
    )
  })

  it('says that no verdict came, and never that there is one', async () => {
    replies = [answer('pending')]

    const failure = await countersign
      .waitForVerdict(acceptedRequest.id, { timeoutMs: 0 })
      .catch((error) => error)

    expect(failure).toBeInstanceOf(Unavailable)
  })
})

it('an address that is none is refused before anything is asked', () => {
  expect(() => new Countersign({ url: 'nope', token: 'csa_key' })).toThrow('Invalid URL')
})
