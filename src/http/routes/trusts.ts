import { Router } from 'express'
import type { Administrator, TrustAdded } from '../../app/ports.ts'
import { type AgentWithKeys, TrustBody } from '../../contract/agent.ts'
import { AgentId, TrustId } from '../../contract/ids.ts'
import { type AdminCall, administrationOf } from '../administration.ts'
import type { Authentication } from '../authenticate.ts'
import { parseBody, parseId } from '../endpoint.ts'
import { sendProblem } from '../problem.ts'

/** The verbs behind `/v1/agents/{id}/trust`: administration only. */
export interface TrustRoutes {
  authentication: Authentication
  read: (agent: AgentId) => Promise<AgentWithKeys | null>
  addTrust: (by: Administrator, agent: AgentId, body: TrustBody) => Promise<TrustAdded>
  removeTrust: (by: Administrator, agent: AgentId, trust: TrustId) => Promise<boolean>
}

export function trustRoutes(verbs: TrustRoutes): Router {
  const router = Router()
  const admin = administrationOf(verbs)
  router.route('/agents/:id/trust').post(admin(add)).get(admin(list))
  router.delete('/agents/:id/trust/:trust', admin(remove))
  return router
}

async function add(verbs: TrustRoutes, call: AdminCall): Promise<void> {
  const agent = parseId(call, AgentId)
  const body = agent === null ? null : await parseBody(call, TrustBody)
  if (agent === null || body === null) return
  const result = await verbs.addTrust(call.by, agent, body)
  if (result.ok) {
    call.response
      .status(201)
      .location(`/v1/agents/${agent}/trust/${result.trust.id}`)
      .json(result.trust)
    return
  }
  const { code, detail, errors } = result
  sendProblem(call.response, code, detail, errors.length === 0 ? {} : { errors })
}

async function list(verbs: TrustRoutes, call: AdminCall): Promise<void> {
  const agent = parseId(call, AgentId)
  if (agent === null) return
  const found = await verbs.read(agent)
  if (found === null) sendProblem(call.response, 'not_found', 'There is no such agent.')
  else call.response.json({ data: found.trusts })
}

async function remove(verbs: TrustRoutes, call: AdminCall): Promise<void> {
  const agent = parseId(call, AgentId)
  const trust = agent === null ? null : parseId(call, TrustId, 'trust')
  if (agent === null || trust === null) return
  if (await verbs.removeTrust(call.by, agent, trust)) call.response.status(204).end()
  else sendProblem(call.response, 'not_found', 'There is no such trust of this agent.')
}
