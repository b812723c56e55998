import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { AgentId, KeyId, TrustId } from '../../../contract/ids.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { tokenDays } from '../pages/account-page.tsx'
import { AgentPage } from '../pages/agent-page.tsx'
import { AgentsPage } from '../pages/agents-page.tsx'
import { MessagePage } from '../pages/message-page.tsx'
import type { Visitor } from '../session.ts'
import { type Admin, adminForm } from './administering.ts'
import { signedIn } from './signed-in.ts'

const home = '/console/agents'
const daySeconds = 24 * 60 * 60

const Standing = z.object({
  disabled: z.enum(['true', 'false']).transform((word) => word === 'true'),
})
const Wanted = z.object({ days: z.enum(tokenDays.map(String)).transform(Number) })

/** `GET /console/agents`: all of them for administrators, their own for owners. */
export function showAgents(desk: Desk): RequestHandler {
  return signedIn(desk, async (visitor, _request, response) => {
    const shown = await shownTo(desk, visitor)
    answer(desk, response, 200, AgentsPage(shown), visitor)
  })
}

/** `GET /console/agents/{id}`: its owners, keys and trusts. An agent of others is not there. */
export function showAgent(desk: Desk): RequestHandler {
  return signedIn(desk, async (visitor, request, response) => {
    const { by, agents } = await shownTo(desk, visitor)
    const id = request.params['id']
    const isShown = agents.some((agent) => agent.id === id)
    await show(desk, { visitor, administers: by !== null }, request, response, { isShown })
  })
}

/** `POST /console/agents/{id}/standing`: stops it, or lets it go on. */
export function setAgentStanding(desk: Desk): RequestHandler {
  return onAgent(desk, async (admin, id, request) => {
    const standing = Standing.safeParse(request.body)
    if (!standing.success) return false
    return desk.verbs.administration.setAgentStanding(admin.by, id, standing.data.disabled)
  })
}

/** `POST /console/agents/{id}/keys`: makes a key, and shows it this once. */
export function makeKey(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const id = AgentId.safeParse(request.params['id'])
    const wanted = Wanted.safeParse(request.body)
    const made =
      id.success && wanted.success
        ? await desk.verbs.administration.addKey(admin.by, id.data, wanted.data.days * daySeconds)
        : null
    if (made === null) {
      return answer(desk, response, 404, MessagePage({ kind: 'not-found' }), admin)
    }
    const viewer = { visitor: admin, administers: true }
    await show(desk, viewer, request, response, { isShown: true, made: made.key })
  })
}

/** `POST /console/agents/{id}/keys/{key}/revoke`: the key works no more. */
export function revokeAgentKey(desk: Desk): RequestHandler {
  return onAgent(desk, async (admin, id, request) => {
    const key = KeyId.safeParse(request.params['key'])
    return key.success && desk.verbs.administration.revokeKey(admin.by, id, key.data)
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

function shownTo(desk: Desk, { person, identity }: Visitor) {
  return desk.verbs.administration.agents({ person: person.id, identity })
}

async function show(
  desk: Desk,
  { visitor, administers }: { visitor: Visitor; administers: boolean },
  request: Request,
  response: Response,
  { isShown, made = null }: { isShown: boolean; made?: string | null },
): Promise<void> {
  const id = AgentId.safeParse(request.params['id'])
  const agent = isShown && id.success ? await desk.verbs.administration.agent(id.data) : null
  if (agent === null) {
    return answer(desk, response, 404, MessagePage({ kind: 'not-found' }), visitor)
  }
  const csrf = administers ? visitor.csrf : null
  answer(desk, response, made === null ? 200 : 201, AgentPage({ agent, csrf, made }), visitor)
}
