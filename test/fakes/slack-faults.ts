import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkSlackMessage, SlackLimitError } from './slack-limits.ts'
import { openScreens, type SlackScreens } from './slack-screens.ts'
import { openThreads } from './slack-threads.ts'
import { openThrottle, type Throttle } from './slack-throttle.ts'
import { checkSlackView } from './slack-view-limits.ts'

/** How the next calls of one method go wrong. */
export type Fault =
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'json'; body: Record<string, unknown> }
  /** Takes the call and never answers. */
  | { kind: 'silence' }
  /** Does what it is asked and never answers: the caller dies in between, as far as it can tell. */
  | { kind: 'unanswered' }
  /** Breaks the connection. */
  | { kind: 'reset' }

const emulatedTeam = 'T000000001'

interface Call {
  method: string
  /** When it came, by a clock that only goes forward. */
  atMs: number
  body: URLSearchParams
}

interface Passed {
  status: number
  type: string
  text: string
}

/**
 * A stand-in of ours before the emulator: refuses what Slack's limits refuse, treats replies to deleted messages as Slack does, fails where it is told
 * to, remembers every call and what people have before them, and takes what is sent to a `response_url`. Everything else passes through.
 */
export interface SlackFront {
  apiUrl: string
  responseUrl: string
  calls: Call[]
  screens: SlackScreens
  /** What came to the response address, as JSON text. */
  responses: string[]
  /** How fast it takes messages: as fast as they come, unless told otherwise. */
  throttle: Throttle
  fail(method: string, fault: Fault, times?: number): void
  /** Takes what is said in a channel and never answers, until it is healed. */
  silence(channel: string): void
  /** Answers whoever comes with this token as that workspace would: the emulator knows one only. */
  rename(token: string, team: string): void
  heal(): void
  close(): Promise<void>
}

export async function startSlackFront(emulatorUrl: string): Promise<SlackFront> {
  const faults = new Map<string, { fault: Fault; left: number }>()
  const renamed = new Map<string, string>()
  const silent = new Set<string>()
  const calls: Call[] = []
  const responses: string[] = []
  const threads = openThreads()
  const throttle = openThrottle()
  const screens = openScreens()

  /** What the emulator makes of a call. */
  async function pass(method: string, request: IncomingMessage, body: string): Promise<Passed> {
    const answer = await ask(emulatorUrl, method, request, threads.taken(method, body))
    const team = renamed.get(request.headers.authorization ?? '') ?? emulatedTeam
    const text = (await answer.text()).replaceAll(emulatedTeam, team)
    threads.heard(method, body, text)
    screens.heard(method, new URLSearchParams(body), text)
    const type = answer.headers.get('content-type') ?? 'application/json'
    return { status: answer.status, type, text }
  }

  function faultFor(method: string): Fault | null {
    const found = faults.get(method) ?? faults.get('*')
    if (found === undefined || found.left === 0) return null
    found.left -= 1
    return found.fault
  }

  function busy(method: string, form: URLSearchParams): Fault | null {
    const seconds = throttle.refuse(method, form)
    const headers = { 'retry-after': String(seconds) }
    return seconds === null ? null : { kind: 'status', status: 429, headers }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const method = (request.url ?? '').replace(/^\/(api\/)?/, '')
    if (method === 'respond') {
      responses.push(body)
      response.end('ok')
      return
    }
    const form = new URLSearchParams(body)
    calls.push({ method, atMs: performance.now(), body: form })
    if (silent.has(form.get('channel') ?? '')) return
    const fault = faultFor(method) ?? busy(method, form) ?? limitFault(method, form)
    if (fault === null) {
      const { status, type, text } = await pass(method, request, body)
      response.writeHead(status, { 'content-type': type })
      response.end(text)
      return
    }
    if (fault.kind === 'unanswered') await pass(method, request, body)
    else failWith(fault, response)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const base = `http://127.0.0.1:${port}`
  return {
    apiUrl: `${base}/api/`,
    responseUrl: `${base}/respond`,
    calls,
    screens,
    responses,
    throttle,
    fail: (method, fault, times = Number.POSITIVE_INFINITY) =>
      void faults.set(method, { fault, left: times }),
    rename: (token, team) => void renamed.set(`Bearer ${token}`, team),
    silence: (channel) => void silent.add(channel),
    heal: () => {
      faults.clear()
      silent.clear()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers as Slack does to a message or view that breaks a limit. */
function limitFault(method: string, form: URLSearchParams): Fault | null {
  const isMessage = ['chat.postMessage', 'chat.update', 'chat.postEphemeral'].includes(method)
  const isView = ['views.open', 'views.push', 'views.update', 'views.publish'].includes(method)
  try {
    if (isView) checkSlackView(JSON.parse(form.get('view') ?? 'null'))
    if (isMessage) {
      checkSlackMessage({
        text: form.get('text') ?? '',
        blocks: JSON.parse(form.get('blocks') ?? '[]'),
      })
    }
    return null
  } catch (error) {
    const code = error instanceof SlackLimitError ? error.code : 'invalid_blocks_format'
    return { kind: 'json', body: { ok: false, error: code } }
  }
}

function failWith(fault: Exclude<Fault, { kind: 'unanswered' }>, response: ServerResponse): void {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, fault.headers ?? {})
      response.end(fault.body ?? '')
      return
    case 'json':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(fault.body))
      return
    case 'reset':
      response.destroy()
      return
    case 'silence':
      return
  }
}

function ask(emulatorUrl: string, method: string, request: IncomingMessage, body: string) {
  return fetch(`${emulatorUrl}/api/${method}`, {
    method: 'POST',
    headers: {
      authorization: request.headers.authorization ?? '',
      'content-type': request.headers['content-type'] ?? '',
    },
    body,
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks).toString('utf8')
}
