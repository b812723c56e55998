import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import helmet from 'helmet'
import { isUnforwarded } from '../../core/loopback.ts'
import { isOwnOrigin } from '../../core/own-origin.ts'
import { answer } from './answer.ts'
import type { Desk } from './options.ts'
import { MessagePage } from './pages/message-page.tsx'

/** A comment of the greatest length, in the script that is longest when percent-encoded, fits twice. */
const formBytesMax = 40 * 1024
const formFieldsMax = 8

/**
 * The headers of every answer. Only the console's own files are loaded and nothing may frame it.
 * `same-origin` and not `no-referrer`: under the latter browsers send `Origin: null` with our own
 * forms (Fetch standard, "append a request Origin header"), and the Origin check would refuse them.
 */
export function headers(desk: Desk): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'"],
        'script-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: desk.secureCookies,
  })
}

/** Pages hold payloads: no cache keeps one. */
export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-store')
  next()
}

/**
 * For pages with a secret in their address: not even our own proxies' logs get it as a `Referer`.
 * Unlike `no-referrer`, this keeps the Origin of their forms.
 */
export function keepFromReferer(response: Response): void {
  response.set('Referrer-Policy', 'strict-origin')
}

/** In development anyone may be anyone, so the console answers to this machine alone. */
export function localOnly(desk: Desk): RequestHandler {
  return (request, response, next) => {
    if (desk.development === null || isUnforwarded(request.headers)) return next()
    desk.log.warn({ host: request.get('host') }, 'console refused a call from elsewhere')
    answer(desk, response, 403, MessagePage({ kind: 'elsewhere' }))
  }
}

/** What stands before every POST: its Origin, then a small reader for its form. */
export function form(desk: Desk): RequestHandler[] {
  const readForm = express.urlencoded({
    extended: false,
    limit: formBytesMax,
    parameterLimit: formFieldsMax,
  })
  return [ownOrigin(desk), readForm]
}

function ownOrigin(desk: Desk): RequestHandler {
  return (request, response, next) => {
    const sender = {
      origin: request.get('origin'),
      fetchSite: request.get('sec-fetch-site'),
      host: request.get('host'),
    }
    if (isOwnOrigin(sender, desk.publicUrl.origin, desk.development !== null)) return next()
    desk.log.warn({ origin: request.get('origin') ?? null }, 'console refused a foreign form')
    answer(desk, response, 403, MessagePage({ kind: 'foreign-form' }))
  }
}
