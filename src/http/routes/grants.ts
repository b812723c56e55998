import { Router } from 'express'
import type { ConsumeResult } from '../../app/consume.ts'
import type { GrantSigner, Principal } from '../../app/ports.ts'
import type { OutcomeResult } from '../../app/report-outcome.ts'
import type { RevokeResult } from '../../app/revoke.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { ConsumeBody, OutcomeBody, RevokeBody } from '../../contract/grant.ts'
import { RequestId } from '../../contract/ids.ts'
import { bodyBytesMax, grantCharsMax } from '../../contract/limits.ts'
import type { Authentication } from '../authenticate.ts'
import { admit, type Call, endpoint, parseBody, parseId, parseOptionalBody } from '../endpoint.ts'
import { sendProblem } from '../problem.ts'
import { sendJson } from '../send-json.ts'

type Agent = Extract<Principal, { kind: 'agent' }>
type Revoker = Extract<Principal, { kind: 'person' | 'admin' }>

/** The verbs behind grants: their use, their end, and what came of it. */
export interface GrantRoutes {
  authentication: Authentication
  consume: (caller: Agent, body: ConsumeBody) => Promise<ConsumeResult>
  revoke: (revoker: Revoker, id: RequestId, reason: string | null) => Promise<RevokeResult>
  reportOutcome: (caller: Agent, id: RequestId, body: OutcomeBody) => Promise<OutcomeResult>
  publicKeys: GrantSigner['publicKeys']
}

/** The largest action that can be proposed fits beside its grant. */
const consumeBytesMax = bodyBytesMax + grantCharsMax

const consumers: ('agent' | 'executor')[] = ['agent', 'executor']

/** How long a verifier may keep the public keys: the next one is published for longer than that before its first use. */
const keysSecondsMax = 300

export function grantRoutes(verbs: GrantRoutes): Router {
  const { authentication } = verbs
  const router = Router()
  router.post(
    '/v1/grants/consume',
    endpoint(authentication, consumers, (call) => consume(verbs, call)),
  )
  router.post(
    '/v1/requests/:id/revoke',
    endpoint(authentication, ['person', 'admin'], (call) => revoke(verbs, call)),
  )
  router.post(
    '/v1/requests/:id/outcome',
    endpoint(authentication, ['agent', 'executor'], (call) => reportOutcome(verbs, call)),
  )
  router.get('/.well-known/jwks.json', (_, response) => {
    response.set('Cache-Control', `public, max-age=${keysSecondsMax}`)
    sendJson(response, verbs.publicKeys())
  })
  return router
}

const sentences = {
  grant_invalid: 'This is not a grant that this Countersign has given.',
  grant_not_yours: 'The grant was given to another agent than the one that is named here.',
  grant_already_used: 'The grant was used before. Every action is approved anew.',
  grant_revoked: 'The approval was taken back, or its agent is disabled.',
  grant_expired: 'The grant is too old. Its agent reads a fresh one while the approval lasts.',
  action_mismatch: 'What is about to run differs from what was approved.',
  policy_changed: 'The policy in force would not let this run with the approvals that it has.',
  no_grant: 'The request has no grant: it was not approved.',
  grant_not_used: 'An outcome is reported after the grant was used.',
  outcome_already_reported: 'An outcome was reported before, and stands.',
  forbidden: 'That is for whoever approved the request, or used its grant.',
  not_found: 'There is no such request, or it is not yours.',
} satisfies Partial<Record<ErrorCode, string>>

async function consume(verbs: GrantRoutes, call: Call<'agent'>): Promise<void> {
  const body = await parseBody(call, ConsumeBody, consumeBytesMax)
  if (body === null) return
  // A body may take its time, and a key that was revoked meanwhile permits nothing.
  const principal = await admit<'agent'>(verbs.authentication, consumers, call)
  if (principal === null) return
  if (principal.agentKind === 'executor' && typeof body.agent !== 'string') {
    sendProblem(call.response, 'invalid_request', 'An executor names the agent of the grant.', {
      errors: [{ pointer: '/agent', detail: 'is required of an executor' }],
    })
    return
  }
  const result = await verbs.consume(principal, body)
  if (result.ok) sendJson(call.response, result.consumed)
  else sendProblem(call.response, result.code, sentences[result.code])
}

async function revoke(verbs: GrantRoutes, call: Call<'person' | 'admin'>): Promise<void> {
  const id = parseId(call, RequestId)
  const body = id === null ? null : await parseOptionalBody(call, RevokeBody)
  if (id === null || body === null) return
  const result = await verbs.revoke(call.principal, id, body.reason ?? null)
  if (result.ok) sendJson(call.response, result.request)
  else sendProblem(call.response, result.code, sentences[result.code])
}

async function reportOutcome(verbs: GrantRoutes, call: Call<'agent'>): Promise<void> {
  const id = parseId(call, RequestId)
  const body = id === null ? null : await parseBody(call, OutcomeBody)
  if (id === null || body === null) return
  const result = await verbs.reportOutcome(call.principal, id, body)
  if (result.ok) sendJson(call.response, result.request)
  else sendProblem(call.response, result.code, sentences[result.code])
}
