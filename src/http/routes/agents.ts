import { Router } from 'express'
import type { Administrator, AgentChanged, AgentCreated } from '../../app/ports.ts'
import {
  AgentBody,
  AgentPatch,
  type AgentView,
  type AgentWithKeys,
  KeyBody,
  type NewKey,
} from '../../contract/agent.ts'
import type { Fault } from '../../contract/errors.ts'
import { AgentId, KeyId } from '../../contract/ids.ts'
import { type AdminCall, administrationOf } from '../administration.ts'
import type { Authentication } from '../authenticate.ts'
import { type Exchange, parseBody, parseId, parseOptionalBody } from '../endpoint.ts'
import { sendProblem } from '../problem.ts'

/** The verbs behind `/v1/agents`: administration only. */
export interface AgentRoutes {
  authentication: Authentication
  create: (by: Administrator, body: AgentBody) => Promise<AgentCreated>
  list: () => Promise<AgentView[]>
  read: (id: AgentId) => Promise<AgentWithKeys | null>
  change: (by: Administrator, id: AgentId, patch: AgentPatch) => Promise<AgentChanged>
  addKey: (
    by: Administrator,
    id: AgentId,
    expiresInSeconds: number | null,
  ) => Promise<NewKey | null>
  revokeKey: (by: Administrator, id: AgentId, key: KeyId) => Promise<boolean>
}

export function agentRoutes(verbs: AgentRoutes): Router {
  const router = Router()
  const admin = administrationOf(verbs)
  router.route('/').post(admin(create)).get(admin(list))
  router.route('/:id').get(admin(read)).patch(admin(change))
  router.post('/:id/keys', admin(addKey))
  router.delete('/:id/keys/:key', admin(revokeKey))
  return router
}

async function create(verbs: AgentRoutes, call: AdminCall): Promise<void> {
  const body = await parseBody(call, AgentBody)
  if (body === null) return
  const result = await verbs.create(call.by, body)
  if (!result.ok) {
    if (result.code === 'invalid_request') sendUnknownOwner(call, result.errors)
    else sendProblem(call.response, result.code, `An agent named ${body.name} exists already.`)
    return
  }
  call.response
    .status(201)
    .location(`/v1/agents/${result.agent.id}`)
    .json({ ...result.agent, key: result.key })
}

async function list(verbs: AgentRoutes, { response }: Exchange): Promise<void> {
  response.json({ data: await verbs.list() })
}

async function read(verbs: AgentRoutes, call: Exchange): Promise<void> {
  const id = parseId(call, AgentId)
  if (id !== null) sendFound(call, await verbs.read(id))
}

async function change(verbs: AgentRoutes, call: AdminCall): Promise<void> {
  const id = parseId(call, AgentId)
  const patch = id === null ? null : await parseBody(call, AgentPatch)
  if (id === null || patch === null) return
  const result = await verbs.change(call.by, id, patch)
  if (result.ok) call.response.json(result.agent)
  else if (result.code === 'invalid_request') sendUnknownOwner(call, result.errors)
  else sendFound(call, null)
}

function sendUnknownOwner({ response }: Exchange, errors: Fault[]): void {
  sendProblem(response, 'invalid_request', 'An owner is no group of the policy.', { errors })
}

async function addKey(verbs: AgentRoutes, call: AdminCall): Promise<void> {
  const id = parseId(call, AgentId)
  const body = id === null ? null : await parseOptionalBody(call, KeyBody)
  if (id === null || body === null) return
  const key = await verbs.addKey(call.by, id, body.expires_in ?? null)
  if (key !== null) call.response.status(201)
  sendFound(call, key)
}

async function revokeKey(verbs: AgentRoutes, call: AdminCall): Promise<void> {
  const id = parseId(call, AgentId)
  const key = id === null ? null : parseId(call, KeyId, 'key')
  if (id === null || key === null) return
  if (await verbs.revokeKey(call.by, id, key)) call.response.status(204).end()
  else sendFound(call, null)
}

function sendFound({ response }: Exchange, found: object | null): void {
  if (found === null) sendProblem(response, 'not_found', 'There is no such agent or key.')
  else response.json(found)
}
