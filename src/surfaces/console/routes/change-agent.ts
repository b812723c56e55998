import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import { AgentId, KeyId, TrustId } from '../../../contract/ids.ts'
import { readOwners, readTrust, refusedOwners, refusedTrust } from '../agent-drafts.ts'
import { answer } from '../answer.ts'
import { Standing, secondsOf } from '../form-fields.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import { keyDays } from '../parts/agent-keys.tsx'
import { type Admin, adminForm } from './administering.ts'
import { sendAgent } from './agents.ts'

const home = '/console/agents'
/** As the API answers each refusal of a trust. */
const trustStatus = {
  not_found: 404,
  invalid_request: 400,
  trust_refused: 422,
  trust_overlaps: 409,
}

const Wanted = z.object({ days: secondsOf(keyDays) })

/** `POST /console/agents/{id}/standing`: stops it, or lets it go on. */
export function setAgentStanding(desk: Desk): RequestHandler {
  return onAgent(desk, async (admin, id, request) => {
    const standing = Standing.safeParse(request.body)
    if (!standing.success) return false
    return desk.verbs.administration.setAgentStanding(admin.by, id, standing.data.disabled)
  })
}

/** `POST /console/agents/{id}/owners`: says anew who owns it. */
export function changeOwners(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const id = AgentId.safeParse(request.params['id']).data ?? null
    const read = readOwners(request.body)
    if (!read.ok || id === null) {
      const refused = read.ok ? {} : { owners: read.draft }
      return await sendAgent(desk, response, admin, { id, status: 400, refused })
    }
    const changed = await desk.verbs.administration.changeOwners(admin.by, id, read.message)
    if (changed.ok) return response.redirect(303, `${home}/${id}`)
    const errors = changed.code === 'not_found' ? [] : changed.errors
    const refused = { owners: refusedOwners(request.body['owners'], errors) }
    await sendAgent(desk, response, admin, { id, status: 400, refused })
  })
}

/** `POST /console/agents/{id}/keys`: makes a key, and shows it this once. */
export function makeKey(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const id = AgentId.safeParse(request.params['id']).data ?? null
    const wanted = Wanted.safeParse(request.body)
    if (!wanted.success) {
      return answer(desk, response, 400, MessagePage({ kind: 'bad-form' }), admin)
    }
    const { days: seconds } = wanted.data
    const made = id === null ? null : await desk.verbs.administration.addKey(admin.by, id, seconds)
    const shown = made === null ? { id: null } : { id, status: 201, made: made.key }
    await sendAgent(desk, response, admin, shown)
  })
}

/** `POST /console/agents/{id}/keys/{key}/revoke`: the key works no more. */
export function revokeAgentKey(desk: Desk): RequestHandler {
  return onAgent(desk, async (admin, id, request) => {
    const key = KeyId.safeParse(request.params['key'])
    return key.success && desk.verbs.administration.revokeKey(admin.by, id, key.data)
  })
}

/** `POST /console/agents/{id}/trust`: takes the tokens of a platform for a key. */
export function addAgentTrust(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const id = AgentId.safeParse(request.params['id']).data ?? null
    const read = readTrust(request.body)
    if (!read.ok || id === null) {
      const refused = read.ok ? {} : { trust: read.draft }
      return await sendAgent(desk, response, admin, { id, status: 400, refused })
    }
    const added = await desk.verbs.administration.addTrust(admin.by, id, read.message)
    if (added.ok) return response.redirect(303, `${home}/${id}`)
    const status = trustStatus[added.code]
    const refused = { trust: refusedTrust(read.message, added) }
    await sendAgent(desk, response, admin, { id, status, refused })
  })
}

/** `POST /console/agents/{id}/trust/{trust}/remove`: such tokens are taken no more. */
export function removeAgentTrust(desk: Desk): RequestHandler {
  return onAgent(desk, async (admin, id, request) => {
    const trust = TrustId.safeParse(request.params['trust'])
    return trust.success && desk.verbs.administration.removeTrust(admin.by, id, trust.data)
  })
}

/** A form that changes an agent and leads back to it. */
function onAgent(
  desk: Desk,
  change: (admin: Admin, id: AgentId, request: Request) => Promise<boolean>,
): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const id = AgentId.safeParse(request.params['id'])
    if (id.success && (await change(admin, id.data, request))) {
      return response.redirect(303, `${home}/${id.data}`)
    }
    answer(desk, response, 404, MessagePage({ kind: 'not-found' }), admin)
  })
}
