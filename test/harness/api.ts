import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { AgentView } from '../../src/contract/agent.ts'
import type { Fault } from '../../src/contract/errors.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { holdToDocument } from '../conformance/openapi.ts'

/** An answer with its body read as JSON. */
export interface Answer<Body = Record<string, unknown>> {
  status: number
  headers: Headers
  body: Body
}

/** What a refusal says, for tests that expect one. */
export interface Refusal {
  code: string
  errors?: Fault[]
  request?: RequestObject
}

/** The API of a running service, as an admin, the sample agent or a person calls it. */
export interface Api {
  url: string
  adminToken: string
  agentKey: string
  call<Body = Record<string, unknown>>(
    method: string,
    address: string,
    options?: {
      /** The sample agent's key where none is given; null sends no token at all. */
      token?: string | null
      /** A text or bytes go out as they are, anything else as its JSON. */
      body?: unknown
      headers?: Record<string, string>
      signal?: AbortSignal
    },
  ): Promise<Answer<Body>>
  propose(proposal?: object, headers?: Record<string, string>): Promise<RequestObject>
  read(id: string, wait?: number): Promise<RequestObject>
  /** A person token for an e-mail. */
  person(email: string): Promise<string>
  /** A new agent with a key, registered by the admin. */
  agent(
    name: string,
    more?: { owners?: string[]; kind?: 'agent' | 'executor' },
  ): Promise<AgentView & { key: string }>
  decide(
    token: string,
    request: RequestObject,
    decision: 'approve' | 'deny',
    comment?: string,
  ): Promise<Answer<RequestObject & Refusal>>
}

/** An export that the journeys' policy asks data-owners and security about. */
export const exportAction = {
  action: 'data.export',
  resource: 'postgres://prod/customers',
  payload: { table: 'customers', rows: 10412 },
  summary: 'Export 10,412 customer rows',
}

/** The API under an address; the generated secrets of development mode are read from its data folder. */
export async function apiOf(url: string, folder: string): Promise<Api> {
  const file = path.join(folder, 'dev-secrets.json')
  const secrets: { admin_token: string; sample_agent_key: string } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { admin_token: '', sample_agent_key: '' }
  const { admin_token: adminToken, sample_agent_key: agentKey } = secrets

  const hold = holdToDocument(url)
  const call: Api['call'] = async (method, address, options = {}) => {
    const { token = agentKey, headers = {} } = options
    const response = await fetch(new URL(address, url), {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(options.body === undefined ? {} : { body: sendable(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    const text = await response.text()
    const body = text === '' ? null : JSON.parse(text)
    await hold({ method, address, response, body })
    return { status: response.status, headers: response.headers, body }
  }
  return {
    url,
    adminToken,
    agentKey,
    call,
    propose: async (proposal = exportAction, headers = {}) => {
      const { body } = await call<RequestObject>('POST', '/v1/requests', {
        body: proposal,
        headers,
      })
      return body
    },
    read: async (id, wait = 0) => {
      const { body } = await call<RequestObject>('GET', `/v1/requests/${id}?wait=${wait}`)
      return body
    },
    person: async (email) => {
      const { body } = await call<{ token: string }>('POST', '/v1/dev/tokens', {
        token: adminToken,
        body: { email },
      })
      return body.token
    },
    agent: async (name, { owners = ['dana@example.com'], kind = 'agent' } = {}) => {
      const { body } = await call<AgentView & { key: string }>('POST', '/v1/agents', {
        token: adminToken,
        body: { name, owners, kind },
      })
      return body
    },
    decide: (token, { id, digest }, decision, comment) =>
      call<RequestObject & Refusal>('POST', `/v1/requests/${id}/decisions`, {
        token,
        body: { decision, digest, ...(comment === undefined ? {} : { comment }) },
      }),
  }
}

function sendable(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body)
}
