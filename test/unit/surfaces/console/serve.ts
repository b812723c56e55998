import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import express from 'express'
import type { ConsoleVerbs } from '../../../../src/app/ports.ts'
import { createConsole } from '../../../../src/surfaces/console/router.ts'

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** The `Set-Cookie` lines. */
  cookies: string[]
}

interface Call {
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** The console on a real server of this machine, and bare HTTP to it: every header is the test's own. */
export interface Served {
  origin: string
  logged: string[]
  call(path: string, call?: Call): Promise<Answer>
  get(path: string, cookie?: string): Promise<Answer>
  /** A form as a browser sends it from one of the console's own pages. */
  post(path: string, fields: Record<string, string>, cookie?: string): Promise<Answer>
  close(): Promise<void>
}

interface ServeOptions {
  secureCookies?: boolean
  publicUrl?: URL
}

export async function serveConsole(
  verbs: ConsoleVerbs,
  options: ServeOptions = {},
): Promise<Served> {
  const logged: string[] = []
  const note = (_fields: Record<string, unknown>, message: string) => void logged.push(message)
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const origin = `http://127.0.0.1:${port}`
  const publicUrl = options.publicUrl ?? new URL(origin)
  const secureCookies = options.secureCookies ?? false
  const isOutage = (error: unknown) => error instanceof Error && error.message === 'unreachable'
  const log = { warn: note, error: note }
  app.use(createConsole({ verbs, publicUrl, secureCookies, log, isOutage }))
  app.use((_request, response) => response.status(418).send('not the console'))
  const call = (path: string, made: Call = {}) => send(port, path, made)
  return {
    origin,
    logged,
    call,
    get: (path, cookie) => call(path, { headers: cookieHeader(cookie) }),
    post: (path, fields, cookie) =>
      call(path, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: publicUrl.origin,
          ...cookieHeader(cookie),
        },
        body: new URLSearchParams(fields).toString(),
      }),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function cookieHeader(cookie: string | undefined): Record<string, string> {
  return cookie === undefined ? {} : { cookie: `countersign_session=${cookie}` }
}

async function send(port: number, path: string, made: Call): Promise<Answer> {
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method: made.method ?? 'GET',
    headers: made.headers ?? {},
  })
  request.end(made.body)
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    cookies: response.headers['set-cookie'] ?? [],
  }
}
