import express, { type Request, type RequestHandler, type Response } from 'express'
import { type Activity, readActivity } from './activity.ts'
import type { InvokeAnswer, TeamsSettings, Transport } from './connection/connection.ts'
import { bearerTokenOf } from './connection/read-token.ts'
import { type Suspicion, suspect } from './guard.ts'
import type { Log } from './log.ts'

/** Far above what Teams sends with a click, and little enough to read for anybody. */
const bodyBytesMax = 256 * 1024

interface EndpointOptions {
  transport: Pick<Transport, 'receive'>
  settings: TeamsSettings
  /** The tenants whose activities are heard. */
  allowedTenants: () => Promise<string[]>
  log: Log
  /** Told of each call that was not let in, once, with a code. */
  onRefusedCall: (reason: Suspicion) => void
  /** `arrivedAt`: when the call came in, as `Date.now()` says it. */
  handle: (activity: Activity, arrivedAt: number) => Promise<InvokeAnswer | null>
}

/**
 * The handler of the path that Teams calls, for any method; it reads the body itself. Whoever cannot
 * prove to be Teams learns nothing but 401: whatever else is wrong with a call is looked at after that.
 */
export function createEndpoint(options: EndpointOptions): RequestHandler {
  const readBody = express.json({ limit: bodyBytesMax, type: 'application/json' })
  const refuse = (response: Response, status: number, reason: Suspicion) => {
    options.onRefusedCall(reason)
    response.status(status).end()
  }
  const needsToken = options.settings.auth === 'required'
  // Without a service URL to compare, no token can be looked at, and a stranger learns nothing but 401.
  const faultStatus = (reason: 'too_large' | 'malformed') => {
    if (needsToken) return 401
    return reason === 'too_large' ? 413 : 400
  }

  const read: RequestHandler = (request, response) =>
    readBody(request, response, (fault?: unknown) => {
      const reason = faultIn(request.body, fault)
      if (reason === null) void answer(options, request, response, refuse)
      else refuse(response, faultStatus(reason), reason)
    })

  return (request, response, next) => {
    if (request.method !== 'POST') {
      response.status(405).set('allow', 'POST').end()
    } else if (needsToken && bearerTokenOf(request.headers.authorization ?? null) === null) {
      refuse(response, 401, 'unsigned')
    } else {
      read(request, response, next)
    }
  }
}

/** What is wrong with a body before anybody looks at what it says. */
function faultIn(body: unknown, fault: unknown): 'too_large' | 'malformed' | null {
  if (isRecord(fault) && fault['type'] === 'entity.too.large') {
    return 'too_large'
  }
  return fault === undefined && isRecord(body) ? null : 'malformed'
}

/** Never rejects: whatever goes wrong on the way is logged here and answered with 500. */
async function answer(
  { transport, settings, allowedTenants, log, handle }: EndpointOptions,
  request: Request,
  response: Response,
  refuse: (response: Response, status: number, reason: Suspicion) => void,
): Promise<void> {
  const arrivedAt = Date.now()
  let suspicion: Suspicion | null = 'forged'

  async function enter(): Promise<InvokeAnswer | null> {
    const activity = readActivity(request.body)
    suspicion =
      activity === null ? 'malformed' : await suspect({ settings, allowedTenants }, activity)
    return activity === null || suspicion !== null ? null : handle(activity, arrivedAt)
  }

  const authorization = request.headers.authorization ?? null
  const { status, body } = await transport.receive({ authorization, activity: request.body }, () =>
    enter().catch((error: unknown) => {
      suspicion = null
      log.error({ err: error }, 'A Teams activity failed')
      throw error
    }),
  )
  if (suspicion !== null) {
    refuse(response, status === 401 ? 401 : statusOf(suspicion), suspicion)
  } else if (body === null) {
    response.status(status).end()
  } else {
    response.status(status).json(body)
  }
}

function statusOf(suspicion: Suspicion): number {
  return suspicion === 'malformed' ? 400 : 403
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
