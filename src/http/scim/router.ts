/**
 * SCIM 2.0 (RFC 7643, RFC 7644) under `/scim/v2`: where Okta and Entra push people and groups. It has its own bearer
 * token and its own words for a refusal; the verbs behind it are those of `app`.
 */
import {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import type { JsonObject } from '../../contract/json.ts'
import { createSerial } from '../../core/serial.ts'
import { readJson } from '../../proof/verify/read-json.ts'
import { sameSecret } from '../../proof/verify/token.ts'
import { bearerOf } from '../authenticate.ts'
import { readBytes } from '../endpoint.ts'
import type { ResourceDesk, ScimRoutes } from './desk.ts'
import { groupDesk, userDesk } from './desks.ts'
import { bodyBytesMax, resourceTypes, serviceProviderConfig } from './discovery.ts'
import { errorSchema, ScimRefusal } from './refusal.ts'
import { hasNameTwice, isObject } from './resource.ts'
import { describeSchemas } from './schemas.ts'
import { asksForAttributes, listOf, project, sendList } from './send-list.ts'

export function scimRoutes(verbs: ScimRoutes): Router {
  const router = Router()
  router.use(authenticated(verbs.token))
  const schemas = describeSchemas(verbs.base)
  router.get('/ServiceProviderConfig', (_request, response) =>
    send(response, 200, serviceProviderConfig(verbs.base)),
  )
  router.get('/ResourceTypes', (_request, response) =>
    sendList(response, resourceTypes(verbs.base)),
  )
  router.get('/ResourceTypes/:id', one(resourceTypes(verbs.base)))
  router.get('/Schemas', (_request, response) => sendList(response, schemas))
  router.get('/Schemas/:id', one(schemas))
  const users = userDesk(verbs)
  const groups = groupDesk(verbs)
  mount(router, '/Users', users, {})
  // Entra advises against an answer with every member, and a client that wants one says which attributes.
  mount(router, '/Groups', groups, { isBrief: true })
  router.use((request) => {
    const known = /^\/(Users|Groups)(\/[^/]+)?$/.test(request.path)
    const unmade = /^\/(Bulk|Me|\.search)$/.test(request.path)
    if (unmade) throw new ScimRefusal(501, 'This service does not offer it.')
    throw new ScimRefusal(known ? 405 : 404, known ? 'Not with this method.' : 'Nothing is here.')
  })
  router.use(refused)
  return router
}

/** `isBrief`: a PATCH is answered without the resource. Changes of one resource are made one after the other. */
function mount(
  router: Router,
  path: string,
  desk: ResourceDesk,
  { isBrief = false }: { isBrief?: boolean },
): void {
  const serial = createSerial()
  const patch: Change = (id, ...given) => serial(id, () => desk.patch(id, ...given))
  const replace: Change = (id, ...given) => serial(id, () => desk.replace(id, ...given))
  router
    .route(path)
    .get(async (request, response) => {
      const { found, total, startIndex } = await desk.list(request.query)
      send(
        response,
        200,
        listOf(
          found.map((each) => project(each, request.query)),
          { total, startIndex },
        ),
      )
    })
    .post(async (request, response) => {
      const made = await desk.create(await readBody({ request, response }))
      sendOne(response, 201, project(made, request.query))
    })
  router
    .route(`${path}/:id`)
    .get(async (request, response) => {
      const found = await desk.read(idOf(request))
      if (found === null) throw new ScimRefusal(404, 'There is nothing under this id.')
      const isKnown = request.headers['if-none-match'] === versionOf(found)
      if (isKnown) response.set('ETag', versionOf(found)).status(304).end()
      else sendOne(response, 200, project(found, request.query), versionOf(found))
    })
    .put(changing(replace))
    .patch(changing(patch, isBrief))
    .delete(async (request, response) => {
      const id = idOf(request)
      await serial(id, () => desk.remove(id, expectedVersion(request)))
      response.status(204).end()
    })
}

type Change = ResourceDesk['replace']

function changing(change: Change, isBrief = false): RequestHandler {
  return async (request, response) => {
    const body = await readBody({ request, response })
    const changed = await change(idOf(request), body, expectedVersion(request))
    if (isBrief && !asksForAttributes(request.query)) {
      response.set('ETag', versionOf(changed)).status(204).end()
    } else sendOne(response, 200, project(changed, request.query), versionOf(changed))
  }
}

function authenticated(token: string): RequestHandler {
  return (request, response, next) => {
    const given = bearerOf(request)
    if (given !== undefined && sameSecret(given, token)) return next()
    response.set('WWW-Authenticate', 'Bearer realm="countersign-scim"')
    sendRefusal(response, new ScimRefusal(401, 'Send "Authorization: Bearer" and the SCIM token.'))
  }
}

async function readBody(exchange: { request: Request; response: Response }): Promise<JsonObject> {
  const read = readJson(await readBytes(exchange, bodyBytesMax))
  if (!read.ok) throw new ScimRefusal(400, read.detail, 'invalidSyntax')
  if (hasNameTwice(read.value)) {
    throw new ScimRefusal(400, 'A name is there twice: case does not tell them.', 'invalidSyntax')
  }
  if (isObject(read.value)) return read.value
  throw new ScimRefusal(400, 'The body is an object.', 'invalidSyntax')
}

function idOf({ params }: Request): string {
  return String(params['id'])
}

/** The version that the caller saw, by `If-Match` (RFC 7644, section 3.14); null where they take any. */
function expectedVersion({ headers }: Request): number | null {
  const given = headers['if-match']
  if (given === undefined || given.trim() === '*') return null
  const [, version] = /^(?:W\/)?"(\d{1,9})"$/.exec(given.trim()) ?? []
  return version === undefined ? -1 : Number(version)
}

function versionOf({ meta }: JsonObject): string {
  return isObject(meta) && typeof meta['version'] === 'string' ? meta['version'] : ''
}

function one(all: ({ id?: unknown } & object)[]): RequestHandler {
  return (request, response) => {
    const found = all.find(({ id }) => id === request.params['id'])
    if (found === undefined) throw new ScimRefusal(404, 'There is nothing under this id.')
    send(response, 200, found)
  }
}

function sendOne(
  response: Response,
  status: number,
  found: JsonObject,
  etag = versionOf(found),
): void {
  const { meta } = found
  if (etag !== '') response.set('ETag', etag)
  if (status === 201 && isObject(meta) && typeof meta['location'] === 'string') {
    response.location(meta['location'])
  }
  send(response, status, found)
}

function send(response: Response, status: number, body: object): void {
  response.status(status).type('application/scim+json').send(JSON.stringify(body))
}

const refused: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof ScimRefusal && !response.headersSent) sendRefusal(response, error)
  else if (error?.type === 'entity.too.large') {
    response.set('Connection', 'close')
    sendRefusal(response, new ScimRefusal(413, 'The body is too large.'))
  } else if (error?.status === 400 || error?.status === 415) {
    sendRefusal(response, new ScimRefusal(400, 'The body cannot be read.', 'invalidSyntax'))
  } else next(error)
}

function sendRefusal(response: Response, { status, scimType, message }: ScimRefusal): void {
  send(response, status, {
    schemas: [errorSchema],
    status: String(status),
    ...(scimType === null ? {} : { scimType }),
    detail: message,
  })
}
