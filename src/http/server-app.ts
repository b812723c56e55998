/**
 * The HTTP edge: express with nothing global but safety. There is no global body parser, because the chats' own
 * receivers and the strict JSON reader need the bytes as they came: each router owns its reader.
 */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { isUnforwarded } from '../core/loopback.ts'
import { sendProblem } from './problem.ts'

export interface ServerAppOptions {
  log: Logger
  mode: 'development' | 'production'
  /** How many proxies in front are trusted for forwarded headers. */
  trustProxy: number
  /** Workspaces can install the Slack app by themselves, for which Slack and a browser have to come back here. */
  takesInstalls: boolean
  newCallId: () => string
}

const callIdHeader = 'x-request-id'

/** The addresses that a tunnel may reach in development mode: those that check a signature or a state of their own. */
const tunnelPaths = ['/slack/events', '/api/messages']
const installPaths = ['/slack/install', '/slack/oauth_redirect']

/** The app with what comes before every route. The chats are mounted next, then the routers, then `mountEnd`. */
export function createServerApp(options: ServerAppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', options.trustProxy)
  app.set('query parser', 'simple')
  app.use(nameCall(options.newCallId))
  // Faults are logged where they are answered; a line for every call is for whoever asks for it.
  if (options.log.isLevelEnabled('debug')) app.use(logCalls(options.log))
  if (options.mode === 'development') app.use(refuseTunnelled(options))
  return app
}

/** What nobody answered, and what went wrong while somebody did. */
export function mountEnd(app: Express, log: Logger, isOutage: (error: unknown) => boolean): void {
  app.use((_request, response) => {
    sendProblem(response, 'not_found', 'There is nothing at this address.')
  })
  app.use(answerFault(log, isOutage))
}

/** One line a call: the path without its query, because a query may carry a one-time secret. */
function logCalls(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: (request) => String(request.headers[callIdHeader]),
    useLevel: 'debug',
    serializers: {
      req: (request) => ({ id: request.id, method: request.method, path: pathOf(request.url) }),
      res: (response) => ({ status: response.statusCode }),
    },
  })
}

/** Every call has an id of ours, which the caller is told and the log is searched by. */
function nameCall(newCallId: () => string): RequestHandler {
  return (request, response, next) => {
    const id = newCallId()
    request.headers[callIdHeader] = id
    response.setHeader(callIdHeader, id)
    next()
  }
}

/** Development mode trusts whoever sits at this machine, so it answers nobody who comes from elsewhere. */
function refuseTunnelled({ takesInstalls }: ServerAppOptions): RequestHandler {
  const open = takesInstalls ? [...tunnelPaths, ...installPaths] : tunnelPaths
  return (request, response, next) => {
    if (isUnforwarded(request.headers) || open.includes(request.path)) next()
    else sendProblem(response, 'forbidden', 'Development mode answers on this machine alone.')
  }
}

function answerFault(log: Logger, isOutage: (error: unknown) => boolean): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const kind: unknown = error?.type
    const call = {
      id: request.headers[callIdHeader],
      method: request.method,
      path: pathOf(request.url),
    }
    if (kind === 'entity.too.large') {
      response.set('Connection', 'close')
      const kib = Math.floor(Number(error.limit) / 1024)
      sendProblem(response, 'payload_too_large', `The body is larger than ${kib} KiB.`)
    } else if (error?.status === 400 || error?.status === 415) {
      sendProblem(response, 'invalid_request', 'The message cannot be read.')
    } else if (isOutage(error)) {
      log.warn({ err: error, call }, 'the database cannot be reached')
      response.set('Retry-After', '1')
      sendProblem(
        response,
        'unavailable',
        'The outcome is unknown. Repeat the call with the same Idempotency-Key.',
      )
    } else {
      log.error({ err: error, call }, 'a call failed unexpectedly')
      sendProblem(response, 'internal_error', `The fault is logged under the id ${call.id}.`)
    }
  }
}

function pathOf(url: string | undefined): string {
  return String(url).split('?')[0] ?? ''
}
