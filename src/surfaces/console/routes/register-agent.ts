import type { RequestHandler } from 'express'
import { readAgent, refusedOwners } from '../agent-drafts.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { type AgentDraft, NewAgentPage } from '../pages/new-agent-page.tsx'
import { type Admin, adminForm, administering } from './administering.ts'
import { sendAgent } from './agents.ts'

const empty: AgentDraft = { values: { name: '', owners: '', kind: 'agent' }, faults: {} }

/** `GET /console/agents/new`: the form that registers an agent. */
export function showRegistration(desk: Desk): RequestHandler {
  return administering(desk, async (admin, _request, response) => {
    answer(desk, response, 200, await formPage(desk, admin, empty), admin)
  })
}

/** `POST /console/agents`: registers an agent, and shows its first key this once. */
export function registerAgent(desk: Desk): RequestHandler {
  return adminForm(desk, '/console/agents', async (admin, request, response) => {
    const read = readAgent(request.body)
    if (!read.ok) {
      return answer(desk, response, 400, await formPage(desk, admin, read.draft), admin)
    }
    const created = await desk.verbs.administration.createAgent(admin.by, read.message)
    if (created.ok) {
      const { id } = created.agent
      return await sendAgent(desk, response, admin, { id, status: 201, made: created.key })
    }
    const { name, owners, kind } = request.body
    const values = { name, owners, kind }
    const faults =
      created.code === 'agent_name_taken'
        ? { name: 'An agent of this name exists already.' }
        : refusedOwners(owners, created.errors).faults
    const status = created.code === 'agent_name_taken' ? 409 : 400
    answer(desk, response, status, await formPage(desk, admin, { values, faults }), admin)
  })
}

async function formPage(desk: Desk, { csrf }: Admin, draft: AgentDraft) {
  return NewAgentPage({ draft, csrf, groups: await desk.verbs.administration.groupNames() })
}
