import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, refused, type TeamsRooms } from './teams-rooms.ts'

/** How calls go wrong. A fault that names a status is answered as Teams does, the rest breaks on the wire. */
type TeamsFault =
  | { status: number; code?: string; retryAfter?: number; headers?: Record<string, string> }
  /** Takes the call and never answers. */
  | 'silence'
  /** Does what it is asked and never answers. */
  | 'unanswered'
  /** Breaks the connection. */
  | 'reset'
  /** Does what it is asked and answers 202 with an empty object (MicrosoftDocs/bot-docs#2263). */
  | 'no_id'
  /** Does what it is asked, so many milliseconds late. */
  | { delayMs: number }

interface ConnectorCall {
  method: string
  path: string
  /** The bare token, or null where none came. */
  token: string | null
  body: Record<string, unknown>
}

/** The Bot Connector over HTTP: it takes our calls to Teams, and enforces what Teams is known to enforce. */
export interface TeamsConnector {
  /** The service URL of its activities. */
  serviceUrl: string
  calls: ConnectorCall[]
  /**
   * @param pattern `*`, or a part of `METHOD /v3/path` with its ids unescaped, or a pattern for it.
   * @param times How many calls it hits; absent: all, until `heal`.
   */
  fail(pattern: string | RegExp, fault: TeamsFault, times?: number): void
  heal(): void
  /** Enforces 7 messages in one second for each conversation; off until asked for. */
  limitRate(on: boolean): void
  /** Whether calls need a token that the issuer gave; on unless told otherwise. */
  requireToken(on: boolean): void
  /** Hangs up and listens no more, as a dead host; `up` brings it back at the same address. */
  down(): Promise<void>
  up(): Promise<void>
  close(): Promise<void>
}

const prefix = '/teams'
const perSecondMax = 7
/** A write takes this long, so that two at once on one conversation are seen to be. */
const writeMs = 5

export async function startTeamsConnector(
  rooms: TeamsRooms,
  isToken: (token: string) => boolean,
): Promise<TeamsConnector> {
  const calls: ConnectorCall[] = []
  const inFlight = new Set<string>()
  const sent = new Map<string, number[]>()
  let faults: { pattern: string | RegExp; fault: TeamsFault; left: number }[] = []
  let tokenNeeded = true
  let rateLimited = false

  function faultFor(call: ConnectorCall): TeamsFault | null {
    const line = `${call.method} ${decodeURIComponent(call.path)}`
    const hit = faults.find(({ pattern, left }) => left > 0 && matches(line, pattern))
    if (hit === undefined) return null
    hit.left -= 1
    return hit.fault
  }

  function tooFast(conversation: string): boolean {
    const now = Date.now()
    const recent = (sent.get(conversation) ?? []).filter((at) => now - at < 1_000)
    sent.set(conversation, [...recent, now])
    return rateLimited && recent.length >= perSecondMax
  }

  /** One write, refused where another is under way in the same conversation, as ETags are in Teams. */
  async function write(
    call: ConnectorCall,
    conversation: string,
    delayMs: number,
  ): Promise<Answer> {
    if (call.method === 'POST' && tooFast(conversation)) return rateLimitAnswer
    if (inFlight.has(conversation)) {
      return refused({ status: 412, code: 'PreconditionFailed', message: 'Precondition failed.' })
    }
    inFlight.add(conversation)
    try {
      const answer = route(rooms, call)
      await passing(writeMs + delayMs)
      return answer
    } finally {
      inFlight.delete(conversation)
    }
  }

  async function perform(call: ConnectorCall, delayMs: number): Promise<Answer> {
    if (tokenNeeded && (call.token === null || !isToken(call.token))) {
      return refused({ status: 401, code: 'Unauthorized', message: 'Authorization denied.' })
    }
    const [, conversation] = call.path.match(/^\/v3\/conversations\/([^/]+)\/activities/) ?? []
    if (conversation !== undefined) {
      return write(call, decodeURIComponent(conversation), delayMs)
    }
    await passing(delayMs)
    return route(rooms, call)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request)
    calls.push(call)
    const fault = faultFor(call)
    if (isRefusal(fault)) answerFault(response, fault)
    else if (fault === 'reset') response.destroy()
    else if (fault !== 'silence') await serve(call, response, fault)
  }

  async function serve(
    call: ConnectorCall,
    response: ServerResponse,
    fault: 'unanswered' | 'no_id' | { delayMs: number } | null,
  ): Promise<void> {
    const answer = await perform(call, isDelay(fault) ? fault.delayMs : 0)
    if (fault === 'unanswered') return
    reply(response, fault === 'no_id' ? { status: 202, body: {} } : answer)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    serviceUrl: `http://127.0.0.1:${port}${prefix}/`,
    calls,
    fail: (pattern, fault, times = Number.POSITIVE_INFINITY) => {
      faults.push({ pattern, fault, left: times })
    },
    heal: () => {
      faults = []
    },
    limitRate: (on) => {
      rateLimited = on
    },
    requireToken: (on) => {
      tokenNeeded = on
    },
    down: stop,
    up: () => listen(port),
    close: stop,
  }
}

const rateLimitAnswer: Answer & { retryAfter: number } = {
  ...refused({ status: 429, code: 'TooManyRequests', message: 'Rate limit exceeded.' }),
  retryAfter: 1,
}

/** The operations that a bot of ours needs: https://learn.microsoft.com/azure/bot-service/rest-api. */
function route(rooms: TeamsRooms, { method, path, body }: ConnectorCall): Answer {
  const parts = path
    .replace(/^\/v3\/conversations\/?/, '')
    .split('/')
    .map(decodeURIComponent)
  const [conversation = '', kind, id = null] = parts
  switch (`${method} ${kind ?? ''}`) {
    case 'POST ':
      return rooms.create(body)
    case 'POST activities':
      return rooms.send(conversation, id, body)
    case 'PUT activities':
      return rooms.update(conversation, id ?? '', body)
    case 'GET members':
      return rooms.member(conversation, id ?? '')
    case 'GET pagedmembers':
      return rooms.members(conversation)
    default:
      return refused({ status: 404, code: 'ServiceError', message: 'Unknown operation.' })
  }
}

function matches(line: string, pattern: string | RegExp): boolean {
  if (pattern instanceof RegExp) return pattern.test(line)
  return pattern === '*' || line.includes(pattern)
}

function isRefusal(fault: TeamsFault | null): fault is Extract<TeamsFault, { status: number }> {
  return fault !== null && typeof fault === 'object' && 'status' in fault
}

function isDelay(fault: TeamsFault | null): fault is { delayMs: number } {
  return fault !== null && typeof fault === 'object' && 'delayMs' in fault
}

function passing(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}

function answerFault(response: ServerResponse, fault: Extract<TeamsFault, { status: number }>) {
  const { status, code, retryAfter, headers = {} } = fault
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value)
  }
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter))
  reply(
    response,
    code === undefined ? { status, body: '' } : refused({ status, code, message: 'Failed.' }),
  )
}

function reply(response: ServerResponse, answer: Answer & { retryAfter?: number }): void {
  if (answer.retryAfter !== undefined) {
    response.setHeader('retry-after', String(answer.retryAfter))
  }
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(answer.body === '' ? '' : JSON.stringify(answer.body))
}

async function readCall(request: IncomingMessage): Promise<ConnectorCall> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk))
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return {
    method: request.method ?? '',
    path: (request.url ?? '').replace(prefix, '').replace(/\?.*$/, ''),
    token: request.headers.authorization?.match(/^Bearer (.+)$/)?.[1] ?? null,
    body: text === '' ? {} : JSON.parse(text),
  }
}
