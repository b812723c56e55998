import { Router } from 'express'
import type { Administrator, PolicyRecord } from '../../app/ports.ts'
import { type FailedJob, JobQuery } from '../../contract/job.ts'
import type { JsonValue } from '../../contract/json.ts'
import { policyBytesMax } from '../../contract/limits.ts'
import { EventQuery } from '../../contract/list.ts'
import { DevTokenBody, type PolicyCheck, PolicyText } from '../../contract/policy.ts'
import { type AdminCall, administrationOf } from '../administration.ts'
import type { Authentication } from '../authenticate.ts'
import { type Exchange, parseBody, parseQuery } from '../endpoint.ts'
import { sendProblem } from '../problem.ts'

/** The verbs behind policy, events, jobs and, in development mode alone, person tokens. */
export interface OperationRoutes {
  authentication: Authentication
  policyInForce: () => Promise<PolicyRecord | null>
  checkPolicy: (yaml: string) => Promise<PolicyCheck>
  events: (query: EventQuery) => Promise<{ data: JsonValue[]; next_cursor: string | null }>
  failedJobs: () => Promise<FailedJob[]>
  retryJob: (by: Administrator, id: string) => Promise<boolean>
  /** Null outside development mode: then the address does not exist. */
  issueDevToken: ((by: Administrator, email: string) => Promise<object>) | null
}

/** YAML in JSON grows by its escapes. */
const policyBodyBytesMax = 2 * policyBytesMax

export function operationRoutes(verbs: OperationRoutes): Router {
  const router = Router()
  const admin = administrationOf(verbs)
  router.get('/policy', admin(policyInForce))
  router.post('/policy/check', admin(checkPolicy))
  router.get('/events', admin(events))
  router.get('/jobs', admin(jobs))
  router.post('/jobs/:id/retry', admin(retryJob))
  if (verbs.issueDevToken !== null) {
    router.post('/dev/tokens', admin(devToken))
  }
  return router
}

async function policyInForce(verbs: OperationRoutes, { response }: Exchange): Promise<void> {
  const record = await verbs.policyInForce()
  if (record === null) sendProblem(response, 'unavailable', 'No policy is in force.')
  else response.json({ ...record, since: record.since.toISOString() })
}

async function checkPolicy(verbs: OperationRoutes, call: Exchange): Promise<void> {
  const body = await parseBody(call, PolicyText, policyBodyBytesMax)
  if (body !== null) call.response.json(await verbs.checkPolicy(body.yaml))
}

async function events(verbs: OperationRoutes, call: Exchange): Promise<void> {
  const query = parseQuery(call, EventQuery)
  if (query !== null) call.response.json(await verbs.events(query))
}

async function jobs(verbs: OperationRoutes, call: Exchange): Promise<void> {
  if (parseQuery(call, JobQuery) === null) return
  call.response.json({ data: await verbs.failedJobs() })
}

async function retryJob(
  verbs: OperationRoutes,
  { request, response, by }: AdminCall,
): Promise<void> {
  const id = String(request.params['id'])
  if (/^\d{1,18}$/.test(id) && (await verbs.retryJob(by, id))) response.status(202).json({ id })
  else sendProblem(response, 'not_found', 'There is no failed job under this id.')
}

async function devToken(verbs: OperationRoutes, call: AdminCall): Promise<void> {
  const body = await parseBody(call, DevTokenBody)
  if (body === null || verbs.issueDevToken === null) return
  call.response.status(201).json(await verbs.issueDevToken(call.by, body.email))
}
