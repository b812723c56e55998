import { Router } from 'express'
import type { Administrator } from '../../app/ports.ts'
import type { EndpointCreated } from '../../app/webhook-endpoints.ts'
import { AgentId, DeliveryId, EndpointId } from '../../contract/ids.ts'
import {
  type DeliveryPage,
  DeliveryQuery,
  type DeliveryView,
  EndpointBody,
  type EndpointSecret,
  type EndpointView,
} from '../../contract/webhook.ts'
import { type AdminCall, administrationOf } from '../administration.ts'
import type { Authentication } from '../authenticate.ts'
import { type Exchange, parseBody, parseId, parseQuery } from '../endpoint.ts'
import { sendProblem } from '../problem.ts'
import { sendJson } from '../send-json.ts'

/** The verbs behind an agent's webhooks and their deliveries: administration only. */
export interface WebhookRoutes {
  authentication: Authentication
  add: (by: Administrator, agent: AgentId, url: string) => Promise<EndpointCreated>
  list: (agent: AgentId) => Promise<EndpointView[] | null>
  rotate: (by: Administrator, agent: AgentId, id: EndpointId) => Promise<EndpointSecret | null>
  disable: (by: Administrator, agent: AgentId, id: EndpointId) => Promise<boolean>
  deliveries: (query: DeliveryQuery) => Promise<DeliveryPage>
  redeliver: (
    by: Administrator,
    id: DeliveryId,
  ) => Promise<DeliveryView | 'endpoint_disabled' | null>
}

export function webhookRoutes(verbs: WebhookRoutes): Router {
  const router = Router()
  const admin = administrationOf(verbs)
  router.route('/agents/:id/webhook').post(admin(add)).get(admin(list))
  router.post('/agents/:id/webhook/:endpoint/rotate', admin(rotate))
  router.delete('/agents/:id/webhook/:endpoint', admin(disable))
  router.get('/webhook-deliveries', admin(deliveries))
  router.post('/webhook-deliveries/:id/redeliver', admin(redeliver))
  return router
}

const noEndpoint = 'There is no such endpoint of this agent, or it is disabled.'

async function add(verbs: WebhookRoutes, call: AdminCall): Promise<void> {
  const agent = parseId(call, AgentId)
  const body = agent === null ? null : await parseBody(call, EndpointBody)
  if (agent === null || body === null) return
  const result = await verbs.add(call.by, agent, body.url)
  if (result.ok) sendJson(call.response.status(201), result.endpoint)
  else if (result.code === 'webhook_refused') {
    const errors = [{ pointer: '/url', detail: result.detail }]
    sendProblem(call.response, result.code, result.detail, { errors })
  } else sendProblem(call.response, result.code, result.detail)
}

async function list(verbs: WebhookRoutes, call: Exchange): Promise<void> {
  const agent = parseId(call, AgentId)
  const found = agent === null ? null : await verbs.list(agent)
  if (agent === null) return
  if (found === null) sendProblem(call.response, 'not_found', 'There is no such agent.')
  else sendJson(call.response, { data: found })
}

async function rotate(verbs: WebhookRoutes, call: AdminCall): Promise<void> {
  const named = endpointOf(call)
  if (named === null) return
  const secret = await verbs.rotate(call.by, named.agent, named.id)
  if (secret === null) sendProblem(call.response, 'not_found', noEndpoint)
  else sendJson(call.response, secret)
}

async function disable(verbs: WebhookRoutes, call: AdminCall): Promise<void> {
  const named = endpointOf(call)
  if (named === null) return
  if (await verbs.disable(call.by, named.agent, named.id)) call.response.status(204).end()
  else sendProblem(call.response, 'not_found', noEndpoint)
}

function endpointOf(call: Exchange): { agent: AgentId; id: EndpointId } | null {
  const agent = parseId(call, AgentId)
  const id = agent === null ? null : parseId(call, EndpointId, 'endpoint')
  return agent === null || id === null ? null : { agent, id }
}

async function deliveries(verbs: WebhookRoutes, call: Exchange): Promise<void> {
  const query = parseQuery(call, DeliveryQuery)
  if (query !== null) sendJson(call.response, await verbs.deliveries(query))
}

async function redeliver(verbs: WebhookRoutes, call: AdminCall): Promise<void> {
  const id = parseId(call, DeliveryId)
  if (id === null) return
  const delivery = await verbs.redeliver(call.by, id)
  if (delivery === null) {
    sendProblem(call.response, 'not_found', 'There is no such delivery.')
  } else if (delivery === 'endpoint_disabled') {
    const detail = 'The endpoint is disabled. Register it again, and later verdicts go there.'
    sendProblem(call.response, 'webhook_not_registered', detail)
  } else sendJson(call.response.status(202), delivery)
}
