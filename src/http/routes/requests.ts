import { type Response, Router } from 'express'
import type { CancelResult } from '../../app/cancel.ts'
import type { Decide, Principal } from '../../app/ports.ts'
import type { ProposalBody, ProposeResult } from '../../app/propose.ts'
import { CancelBody, DecisionBody } from '../../contract/decide.ts'
import { type AgentId, RequestId } from '../../contract/ids.ts'
import type { JsonValue } from '../../contract/json.ts'
import { idempotencyKeyCharsMax } from '../../contract/limits.ts'
import { ListQuery, WaitQuery } from '../../contract/list.ts'
import type { PayloadView, RequestObject } from '../../contract/request.ts'
import { readMember } from '../../proof/verify/read-tree.ts'
import type { Authentication } from '../authenticate.ts'
import {
  admit,
  type Call,
  type Exchange,
  endpoint,
  parseBody,
  parseId,
  parseOptionalBody,
  parseQuery,
  readBody,
} from '../endpoint.ts'
import { hold, preferredWait, type Waiting } from '../hold.ts'
import { sendProblem } from '../problem.ts'
import { sendJson } from '../send-json.ts'
import { sendRate } from '../send-rate.ts'

type Agent = Extract<Principal, { kind: 'agent' }>

/** The verbs and ports behind `/v1/requests`. */
export interface RequestRoutes {
  authentication: Authentication
  waiting: Waiting
  propose: (agent: Agent, body: ProposalBody, key: string | null) => Promise<ProposeResult>
  cancel: (agent: AgentId, id: RequestId, reason: string | null) => Promise<CancelResult>
  decide: Decide
  read: (principal: Principal, id: RequestId) => Promise<RequestObject | null>
  list: (
    principal: Principal,
    query: ListQuery,
  ) => Promise<{ data: RequestObject[]; next_cursor: string | null }>
  events: (principal: Principal, id: RequestId) => Promise<{ data: JsonValue[] } | null>
  payload: (principal: Principal, id: RequestId) => Promise<PayloadView | null>
}

export function requestRoutes(verbs: RequestRoutes): Router {
  const { authentication } = verbs
  const router = Router()
  const everyone: Principal['kind'][] = ['agent', 'person', 'admin']
  router
    .route('/')
    .post(endpoint(authentication, ['agent'], (call) => propose(verbs, call)))
    .get(endpoint(authentication, everyone, (call) => list(verbs, call)))
  router.get(
    '/:id',
    endpoint(authentication, everyone, (call) => read(verbs, call)),
  )
  router.post(
    '/:id/cancel',
    endpoint(authentication, ['agent'], (call) => cancel(verbs, call)),
  )
  router.post(
    '/:id/decisions',
    endpoint(authentication, ['person'], (call) => decide(verbs, call)),
  )
  router.get(
    '/:id/payload',
    endpoint(authentication, everyone, (call) => payload(verbs, call)),
  )
  router.get(
    '/:id/events',
    endpoint(authentication, everyone, (call) => events(verbs, call)),
  )
  return router
}

async function propose(verbs: RequestRoutes, call: Call<'agent'>): Promise<void> {
  const { response, principal } = call
  const body = await readBody(call)
  const key = body === null ? undefined : idempotencyKey(call)
  if (body === null || key === undefined) return
  const result = await verbs.propose(
    principal,
    { value: body.value, payloadText: readMember(body.text, 'payload') },
    key,
  )
  if (result.rate !== null)
    sendRate(response, result.rate, !result.ok && result.code === 'rate_limited')
  if (!result.ok) {
    const { code, detail, errors } = result
    sendProblem(response, code, detail, errors ? { errors } : {})
    return
  }
  response.location(`/v1/requests/${result.request.id}`)
  if (result.replayed) response.set('Idempotent-Replayed', 'true')
  response.status(result.replayed ? 200 : 201)
  await answerPreferred(verbs, call, result.request)
}

/** A preference that cannot be had is passed over (RFC 7240, section 2), because what was proposed stands. */
async function answerPreferred(
  verbs: RequestRoutes,
  call: Call<'agent'>,
  proposed: RequestObject,
): Promise<void> {
  const { request, response, principal } = call
  const seconds = preferredWait(request)
  const ticket = seconds === null ? null : verbs.waiting.open(proposed.id, nameOf(principal))
  if (seconds === null || ticket === null) {
    sendJson(response, proposed)
    return
  }
  response.set('Preference-Applied', `wait=${seconds}`)
  await answerWhenSettled(verbs, call, { id: proposed.id, seconds, ticket })
}

/** Undefined after the refusal was sent. */
function idempotencyKey({ request, response }: Exchange): string | null | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && key.length > 0 && key.length <= idempotencyKeyCharsMax) return key
  sendProblem(
    response,
    'invalid_request',
    `Idempotency-Key must have 1 to ${idempotencyKeyCharsMax} characters.`,
  )
  return undefined
}

async function read(verbs: RequestRoutes, call: Call): Promise<void> {
  const id = parseId(call, RequestId)
  const query = id === null ? null : parseQuery(call, WaitQuery)
  if (id === null || query === null) return
  const seconds = query.wait ?? 0
  const ticket = seconds > 0 ? verbs.waiting.open(id, nameOf(call.principal)) : null
  if (seconds > 0 && ticket === null) {
    call.response.set('Retry-After', '1')
    sendProblem(call.response, 'too_many_waits', 'This caller holds as many waits as one may.')
    return
  }
  await answerWhenSettled(verbs, call, { id, seconds, ticket })
}

interface Wait {
  id: RequestId
  seconds: number
  ticket: ReturnType<Waiting['open']>
}

/** The waiter is opened before the state is read, so no verdict falls in between. */
async function answerWhenSettled(
  verbs: RequestRoutes,
  call: Exchange & { principal: Principal },
  { id, seconds, ticket }: Wait,
): Promise<void> {
  const { response, principal } = call
  try {
    const found = await verbs.read(principal, id)
    if (found === null || found.status !== 'pending' || ticket === null) {
      sendFound(response, found)
      return
    }
    const { gone } = await hold(response, ticket.woken, seconds)
    if (gone) return
    const again = await admit(verbs.authentication, [principal.kind], call)
    if (again !== null) sendFound(response, await verbs.read(again, id))
  } finally {
    ticket?.close()
  }
}

function sendFound(response: Response, found: RequestObject | null): void {
  if (found === null)
    sendProblem(response, 'not_found', 'There is no such request, or it is not yours.')
  else sendJson(response, found)
}

async function list(verbs: RequestRoutes, call: Call): Promise<void> {
  const query = parseQuery(call, ListQuery)
  if (query !== null) sendJson(call.response, await verbs.list(call.principal, query))
}

async function events(verbs: RequestRoutes, call: Call): Promise<void> {
  const id = parseId(call, RequestId)
  if (id === null) return
  const found = await verbs.events(call.principal, id)
  if (found === null) sendFound(call.response, null)
  else sendJson(call.response, found)
}

async function payload(verbs: RequestRoutes, call: Call): Promise<void> {
  const id = parseId(call, RequestId)
  if (id === null) return
  const found = await verbs.payload(call.principal, id)
  if (found === null) sendFound(call.response, null)
  else sendJson(call.response, found)
}

async function cancel(verbs: RequestRoutes, call: Call<'agent'>): Promise<void> {
  const id = parseId(call, RequestId)
  const body = id === null ? null : await parseOptionalBody(call, CancelBody)
  if (id === null || body === null) return
  const result = await verbs.cancel(call.principal.id, id, body.reason ?? null)
  if (result.ok) sendJson(call.response, result.request)
  else if (result.code === 'not_found') sendFound(call.response, null)
  else
    sendProblem(call.response, result.code, `The request is already ${result.request.status}.`, {
      request: result.request,
    })
}

async function decide(verbs: RequestRoutes, call: Call<'person'>): Promise<void> {
  const id = parseId(call, RequestId)
  const body = id === null ? null : await parseBody(call, DecisionBody)
  if (id === null || body === null) return
  const { person, identity } = call.principal
  const result = await verbs.decide({
    request: id,
    decision: body.decision,
    digest: body.digest,
    comment: body.comment ?? null,
    surface: 'api',
    clicker: { kind: 'person', person: person.id, identity },
    message: null,
  })
  if (result.ok) {
    sendJson(call.response, result.request)
    return
  }
  const more =
    result.code === 'already_decided' && result.request !== null ? { request: result.request } : {}
  sendProblem(call.response, result.code, result.sentence, more)
}

/** Waits are counted per principal, whichever of its keys or tokens it uses. */
function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'admin':
      return 'admin'
    case 'agent':
      return principal.id
    case 'person':
      return principal.person.id
  }
}
