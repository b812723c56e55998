import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Proposal } from '../../src/contract/proposal.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { actionDigest } from '../../src/proof/verify/digest.ts'
import { acceptedRequest } from './requests.ts'

/** A call as it arrived. */
interface HeardCall {
  method: string
  path: string
  headers: IncomingMessage['headers']
  text: string
  body: Record<string, unknown>
}

/** What happens to one call instead of, or before, an answer. */
export type Trouble = (response: ServerResponse, call: HeardCall) => void

/** Answers by API.md, as far as agents and executors see it, and keeps what it heard. Grants are plain names here. */
export interface ApiServer {
  url: string
  heard: HeardCall[]
  /** Requests in the order of their birth. */
  requests: RequestObject[]
  outcomes: Record<string, unknown>[]
  consumed: string[]
  /** The next calls meet these first. */
  troubles: (Trouble | null)[]
  /** Settles what is proposed from now on at once. */
  settleWith: ((request: RequestObject) => Partial<RequestObject>) | null
  settle(id: string, as: Partial<RequestObject>): void
  /** Resolves when a call of this kind has arrived. */
  arrived(method: string, path: RegExp): Promise<HeardCall>
  close(): Promise<void>
}

export const approved = ({ id }: Pick<RequestObject, 'id'>): Partial<RequestObject> => ({
  status: 'approved',
  grant_status: 'unused',
  verdict: {
    by: 'people',
    reason: null,
    decisions: [],
    grant: `grant-of-${id}`,
    grant_expires_at: '2026-11-21T15:02:00Z',
  },
})

export const hangUp: Trouble = (response) => response.destroy()

/** Does what was asked, and loses the answer. */
export const loseAnswer: Trouble = (response) => {
  response.end = () => response.destroy()
}

export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
): Trouble {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    response.end(
      JSON.stringify({ type: 'about:blank', title: '', status, code, detail: 'because' }),
    )
  }
}

/** What a proxy says. */
export function html(status: number, headers: Record<string, string> = {}): Trouble {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers })
    response.end('<html><body>a proxy speaks</body></html>')
  }
}

export async function startApiServer(): Promise<ApiServer> {
  const state = new Fake()
  const server = createServer((request, response) => {
    void state.take(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  state.url = `http://127.0.0.1:${address.port}`
  state.close = async () => {
    server.closeAllConnections()
    const closed = once(server, 'close')
    server.close()
    await closed
  }
  return state
}

class Fake implements ApiServer {
  url = ''
  heard: HeardCall[] = []
  requests: RequestObject[] = []
  outcomes: Record<string, unknown>[] = []
  consumed: string[] = []
  troubles: (Trouble | null)[] = []
  settleWith: ApiServer['settleWith'] = null
  close = async () => {}
  #keys = new Map<string, { id: string; text: string }>()
  #proposals = new Map<string, Proposal>()
  #waiting = new Map<string, Set<() => void>>()
  #watching = new Set<() => void>()

  settle(id: string, as: Partial<RequestObject>): void {
    this.requests = this.requests.map((each) => (each.id === id ? { ...each, ...as } : each))
    for (const wake of this.#waiting.get(id) ?? []) wake()
  }

  async arrived(method: string, path: RegExp): Promise<HeardCall> {
    for (;;) {
      const found = this.heard.find((call) => call.method === method && path.test(call.path))
      if (found) return found
      await new Promise<void>((resolve) => this.#watching.add(resolve))
    }
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += chunk
    const { method = '', url: path = '', headers } = request
    const body = text === '' ? {} : JSON.parse(text)
    const call = { method, path, headers, text, body }
    this.heard.push(call)
    for (const wake of this.#watching) wake()
    this.#watching.clear()
    this.troubles.shift()?.(response, call)
    if (response.destroyed || response.writableEnded) return
    await this.#answer(call, response)
  }

  async #answer(call: HeardCall, response: ServerResponse): Promise<unknown> {
    const [, id = '', verb = ''] = /^\/v1\/requests\/([^/?]+)\/?([a-z]*)/.exec(call.path) ?? []
    if (call.path === '/v1/grants/consume') return this.#consume(call, response)
    if (call.path === '/v1/requests' && call.method === 'POST') return this.#propose(call, response)
    const found = this.#find(id)
    if (found === undefined) return problem(404, 'not_found')(response, call)
    if (verb === 'outcome') return this.#report(call, response, found)
    if (verb === 'cancel') this.settle(id, { status: 'cancelled' })
    if (call.path.includes('wait=') && found.status === 'pending') await this.#settled(id, response)
    return send(response, 200, this.#find(id))
  }

  #find(id: string): RequestObject | undefined {
    return this.requests.find((each) => each.id === id)
  }

  async #settled(id: string, response: ServerResponse): Promise<void> {
    const waiting = this.#waiting.get(id) ?? new Set()
    this.#waiting.set(id, waiting)
    await new Promise<void>((resolve) => {
      waiting.add(resolve)
      response.once('close', resolve)
    })
  }

  #propose(call: HeardCall, response: ServerResponse): unknown {
    const key = String(call.headers['idempotency-key'])
    const known = this.#keys.get(key)
    if (known !== undefined && known.text !== call.text)
      return problem(422, 'idempotency_key_reused')(response, call)
    if (known !== undefined) return send(response, 200, this.#find(known.id))
    const number = String(this.requests.length).padStart(3, '0')
    const proposal = call.body as Proposal
    const born: RequestObject = {
      ...acceptedRequest,
      id: `req_01k9xv2m4te8wb1q0zr7y5h${number}`,
      action: proposal.action,
      digest: this.#digest({ ...proposal }),
    }
    this.#keys.set(key, { id: born.id, text: call.text })
    this.#proposals.set(born.id, proposal)
    const request = { ...born, ...this.settleWith?.(born) }
    this.requests.push(request)
    return send(response, 201, request)
  }

  #digest(action: Record<string, unknown>): string {
    const { action: type, environment, on_behalf_of, payload, resource } = action as Proposal
    const { id: agent } = acceptedRequest.agent
    return actionDigest({ agent, action: type, environment, on_behalf_of, payload, resource })
  }

  #consume(call: HeardCall, response: ServerResponse): unknown {
    const grant = String(call.body['grant'])
    const request = this.requests.find(({ id }) => grant === `grant-of-${id}`)
    if (request === undefined) return problem(400, 'grant_invalid')(response, call)
    if (this.consumed.includes(grant)) return problem(409, 'grant_already_used')(response, call)
    const isSame = this.#digest(call.body) === request.digest
    if (!isSame || call.body['agent'] !== request.agent.id)
      return problem(409, 'action_mismatch')(response, call)
    this.consumed.push(grant)
    this.settle(request.id, {
      grant_status: 'used',
      verdict: request.verdict && { ...request.verdict, grant: null },
    })
    const id = 'gnt_01k9xv2m4te8wb1q0zr7y5h3ad'
    return send(response, 200, { id, request: request.id, consumed_at: '2026-11-21T14:10:00Z' })
  }

  #report(call: HeardCall, response: ServerResponse, request: RequestObject): unknown {
    if (request.grant_status !== 'used') return problem(409, 'grant_not_used')(response, call)
    if (request.outcome !== null) return problem(409, 'outcome_already_reported')(response, call)
    this.outcomes.push(call.body)
    this.settle(request.id, { outcome: { status: 'succeeded', detail: null } })
    return send(response, 200, this.#find(request.id))
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
