import type { Desk, Run, RunOptions } from '../../src/cli/desk.ts'
import { run } from '../../src/cli/run.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { acceptedRequest } from './requests.ts'

/** A call that the command made. */
export interface Heard {
  method: string
  path: string
  body: string
  headers: Headers
}

/** What the service answers to a call: a body, or a fault of the network. */
export type Reply = (call: Heard) => Response | Promise<Response>

/** A desk on which everything is written down. */
export interface FakeDesk extends Desk {
  said: { stdout: string; stderr: string }
  heard: Heard[]
  ran: { argv: readonly string[]; options: RunOptions }[]
  interrupt(): void
}

export interface DeskOptions {
  env?: Record<string, string>
  stdin?: string
  answer?: string | null
  columns?: number | null
  reply?: Reply
  result?: Run
}

const settings = { COUNTERSIGN_URL: 'http://127.0.0.1:3000', COUNTERSIGN_TOKEN: 'csa_key' }

export function fakeDesk(options: DeskOptions = {}): FakeDesk {
  const { env = settings, stdin = '', answer = null, columns = null } = options
  const { result = { kind: 'ended', code: 0 } } = options
  const said = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  const outlet = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      said[name] += text
    },
    columns,
    colours: false,
  })
  const heard: Heard[] = []
  const ran: FakeDesk['ran'] = []
  return {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    homeFolder: '/nonexistent',
    stdout: outlet('stdout'),
    stderr: outlet('stderr'),
    readStdin: async () => new TextEncoder().encode(stdin),
    ask: answer === null ? null : async () => answer,
    onInterrupt: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    run: async (argv, given) => {
      ran.push({ argv, options: given })
      return result
    },
    fetch: async (input, init) => {
      const url = new URL(String(input))
      const call = {
        method: init?.method ?? 'GET',
        path: url.pathname + url.search,
        body: String(init?.body ?? ''),
        headers: new Headers(init?.headers),
      }
      heard.push(call)
      if (options.reply === undefined) throw new Error('nobody was expected to be called')
      return options.reply(call)
    },
    said,
    heard,
    ran,
    interrupt: () => {
      for (const listener of listeners) listener()
    },
  }
}

/** Runs the command on a desk, as a shell would start it. */
export function called(desk: Desk, ...argv: string[]): Promise<number> {
  return run(argv, desk, '0.0.0')
}

export function refused(status: number, code: string): Response {
  return Response.json({ type: '', title: '', status, code, detail: 'because' }, { status })
}

export const approvedRequest: RequestObject = {
  ...acceptedRequest,
  status: 'approved',
  decided_at: '2026-11-21T14:05:00Z',
  verdict: {
    by: 'people',
    reason: null,
    decisions: [],
    grant: 'eyJ.grant.sig',
    grant_expires_at: '2026-11-21T15:05:00Z',
  },
  grant_status: 'unused',
}
