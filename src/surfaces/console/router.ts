/**
 * The web console: server-rendered pages where people see and decide. It keeps no state of its own;
 * sessions, the queue and every decision are verbs that `main` hands it. It owns `/`, `/requests` and
 * `/console` and leaves every other address, and every body, alone.
 */
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import { isLoopbackHost } from '../../core/loopback.ts'
import { answer } from './answer.ts'
import { loadAsset, sendAsset } from './assets.ts'
import type { ConsoleOptions, Desk } from './options.ts'
import { type MessageKind, MessagePage } from './pages/message-page.tsx'
import { form, headers, localOnly, noStore } from './protect.ts'
import { returnPath } from './return-path.ts'
import { routeAdministration } from './route-administration.ts'
import { endSessions, makeToken, revokeToken, showAccount } from './routes/account.ts'
import { decideRequest } from './routes/decide.ts'
import { acceptLink, showLink } from './routes/link.ts'
import { endByProvider, finishAtProvider, startAtProvider } from './routes/provider.ts'
import { proposeSample, showQueue } from './routes/queue.ts'
import { showLive, showRequest } from './routes/request.ts'
import { chooseWho, showSignIn, signOut } from './routes/sign-in.ts'
import { visitorIfKnown } from './session.ts'

/** A logout token is a few hundred characters. */
const logoutBytesMax = 32 * 1024

const ownPaths = /^\/(?:$|(?:requests|console)(?:\/|$))/

/**
 * The console as a router to be mounted at the root of the public address.
 *
 * @throws where its own stylesheet or script is missing, which `npm run build` lays down.
 */
export function createConsole(options: ConsoleOptions): Router {
  const desk: Desk = {
    ...options,
    development: isLoopbackHost(options.publicUrl.host) ? options.verbs.development : null,
    assets: { css: loadAsset('console.css'), js: loadAsset('console.js') },
  }
  const pages = pagesOf(desk)
  const router = express.Router()
  router.use((request, response, next) => {
    if (!ownPaths.test(request.path)) return next()
    pages(request, response, next)
  })
  return router
}

function pagesOf(desk: Desk): Router {
  const pages = express.Router()
  const readForm = form(desk)
  pages.use(headers(desk), localOnly(desk))
  pages.get('/console/assets/console.css', sendAsset(desk.assets.css))
  pages.get('/console/assets/console.js', sendAsset(desk.assets.js))
  pages.use(noStore)
  pages.get(['/', '/console'], (_request, response) => response.redirect(303, '/requests'))
  pages.route('/requests').get(showQueue(desk)).all(only(desk, 'GET, HEAD'))
  pages.route('/requests/:id').get(showRequest(desk)).all(only(desk, 'GET, HEAD'))
  pages.route('/requests/:id/live').get(showLive(desk)).all(only(desk, 'GET, HEAD'))
  pages
    .route('/requests/:id/decisions')
    .get((request, response) =>
      response.redirect(303, returnPath(`/requests/${request.params.id}`)),
    )
    .post(readForm, decideRequest(desk))
    .all(only(desk, 'POST'))
  pages
    .route('/console/sign-in')
    .get(showSignIn(desk))
    .post(readForm, chooseWho(desk))
    .all(only(desk, 'GET, HEAD, POST'))
  pages
    .route('/console/link')
    .get(showLink(desk))
    .post(readForm, acceptLink(desk))
    .all(only(desk, 'GET, HEAD, POST'))
  routeProvider(pages, desk)
  routeAccount(pages, desk, readForm)
  routeAdministration(pages, desk, { readForm, only: (methods) => only(desk, methods) })
  pages.route('/console/sign-out').post(readForm, signOut(desk)).all(only(desk, 'POST'))
  pages.route('/console/sample').post(readForm, proposeSample(desk)).all(only(desk, 'POST'))
  pages.use((request, response) => message(desk, request, response, 404, 'not-found'))
  pages.use(onError(desk))
  return pages
}

function routeProvider(pages: Router, desk: Desk): void {
  const readLogout = express.urlencoded({ extended: false, limit: logoutBytesMax })
  pages.route('/console/sign-in/start').get(startAtProvider(desk)).all(only(desk, 'GET, HEAD'))
  pages.route('/console/callback').get(finishAtProvider(desk)).all(only(desk, 'GET'))
  pages
    .route('/console/back-channel-logout')
    .post(readLogout, endByProvider(desk))
    .all(only(desk, 'POST'))
}

function routeAccount(pages: Router, desk: Desk, readForm: RequestHandler[]): void {
  const post = (path: string, handle: RequestHandler) =>
    pages
      .route(path)
      .get((_request, response) => response.redirect(303, '/console/account'))
      .post(readForm, handle)
      .all(only(desk, 'POST'))
  pages.route('/console/account').get(showAccount(desk)).all(only(desk, 'GET, HEAD'))
  post('/console/account/tokens', makeToken(desk))
  post('/console/account/tokens/:id/revoke', revokeToken(desk))
  post('/console/account/sessions', endSessions(desk))
}

function only(desk: Desk, methods: string): RequestHandler {
  return async (request, response) => {
    response.set('Allow', methods)
    await message(desk, request, response, 405, 'wrong-method')
  }
}

/** A form that cannot be read is the sender's fault and says so; all else is ours, and is logged. */
function onError(desk: Desk): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const status = statusOf(error)
    if (status === 413) return await message(desk, request, response, 413, 'too-large')
    if (status < 500) return await message(desk, request, response, status, 'bad-form')
    if (desk.isOutage(error)) {
      response.set('Retry-After', '2')
      return answer(desk, response, 503, MessagePage({ kind: 'outage' }))
    }
    desk.log.error({ err: error, path: request.path }, 'console could not answer')
    await message(desk, request, response, 500, 'our-fault')
  }
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500
  const { status } = error
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

async function message(
  desk: Desk,
  request: Request,
  response: Response,
  status: number,
  kind: MessageKind,
): Promise<void> {
  answer(desk, response, status, MessagePage({ kind }), await visitorIfKnown(desk, request))
}
