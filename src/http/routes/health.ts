import { type Request, Router } from 'express'
import type { Registry } from 'prom-client'
import { isLoopbackHost, isUnforwarded } from '../../core/loopback.ts'
import { sameSecret } from '../../proof/verify/token.ts'
import { administration } from '../administration.ts'
import { type Authentication, bearerOf } from '../authenticate.ts'
import type { Exchange } from '../endpoint.ts'

export interface HealthRoutes {
  authentication: Authentication
  registry: Registry
  openapi: object
  /** What must work before traffic comes here, each with whether it does. */
  readiness: () => Promise<Record<string, boolean>>
}

/** Liveness, readiness, metrics and the contract itself: none of them needs a token, metrics only from afar. */
export function healthRoutes(given: HealthRoutes): Router {
  const router = Router()
  router.get('/livez', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const checks = await given.readiness()
    const ready = Object.values(checks).every(Boolean)
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', checks })
  })
  router.get('/openapi.json', (_request, response) => {
    response.json(given.openapi)
  })
  const metrics = async ({ response }: Exchange) => {
    response.type(given.registry.contentType).send(await given.registry.metrics())
  }
  const metricsFromAfar = administration(given.authentication, metrics)
  router.get('/metrics', (request, response, next) =>
    isLocalCall(request) || hasAdminToken(given.authentication, request)
      ? metrics({ request, response })
      : metricsFromAfar(request, response, next),
  )
  return router
}

/** Whether the headers and the socket itself are of this machine. */
function isLocalCall({ headers, socket }: Request): boolean {
  return isUnforwarded(headers) && isLoopbackHost(socket.remoteAddress)
}

/** Known without the database: figures are wanted most while it is out. */
function hasAdminToken({ adminToken }: Authentication, request: Request): boolean {
  return sameSecret(bearerOf(request) ?? '', adminToken)
}
