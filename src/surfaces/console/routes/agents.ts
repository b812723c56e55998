import type { Request, RequestHandler, Response } from 'express'
import type { AgentId } from '../../../contract/ids.ts'
import { nameCharsMax } from '../../../contract/limits.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { type AgentForms, AgentPage } from '../pages/agent-page.tsx'
import { AgentsPage } from '../pages/agents-page.tsx'
import { MessagePage } from '../pages/message-page.tsx'
import { ownerWords } from '../parts/agent-owners.tsx'
import { emptyTrust } from '../parts/agent-trusts.tsx'
import type { Visitor } from '../session.ts'
import { signedIn } from './signed-in.ts'

/** `GET /console/agents`: all of them for administrators, their own for owners. */
export function showAgents(desk: Desk): RequestHandler {
  return signedIn(desk, async (visitor, request, response) => {
    const shown = await shownTo(desk, visitor)
    const asked = wordIn(request, 'name')
    answer(
      desk,
      response,
      200,
      AgentsPage({ ...shown, asked, after: wordIn(request, 'after') }),
      visitor,
    )
  })
}

/** A name or a part of one; what is longer than any is none. */
function wordIn({ query }: Request, name: string): string {
  const word = query[name]
  return typeof word === 'string' && word.length <= nameCharsMax ? word.trim() : ''
}

/** `GET /console/agents/{id}`: its owners, keys and trusts. An agent of others is not there. */
export function showAgent(desk: Desk): RequestHandler {
  return signedIn(desk, async (visitor, request, response) => {
    const { agents } = await shownTo(desk, visitor)
    const id = agents.find((agent) => agent.id === request.params['id'])?.id ?? null
    await sendAgent(desk, response, visitor, { id })
  })
}

function shownTo(desk: Desk, { person, identity }: Visitor) {
  return desk.verbs.administration.agents({ person: person.id, identity })
}

interface Sent {
  /** Null for what cannot be an agent, or not one for this visitor. */
  id: AgentId | null
  status?: number
  /** A key that was made just now. */
  made?: string
  /** The forms as they were sent, where they are refused. */
  refused?: Partial<Pick<AgentForms, 'owners' | 'trust'>>
}

/** The page of an agent, with forms for administrators. */
export async function sendAgent(
  desk: Desk,
  response: Response,
  visitor: Visitor,
  { id, status = 200, made, refused = {} }: Sent,
): Promise<void> {
  const agent = id === null ? null : await desk.verbs.administration.agent(id)
  if (agent === null) {
    return answer(desk, response, 404, MessagePage({ kind: 'not-found' }), visitor)
  }
  const owners = { values: { owners: ownerWords(agent).join('\n') }, faults: {} }
  const forms =
    visitor.by === null
      ? null
      : {
          csrf: visitor.csrf,
          groups: await desk.verbs.administration.groupNames(),
          owners,
          trust: emptyTrust,
          ...refused,
        }
  const shown = made === undefined ? null : { secret: made, publicUrl: desk.publicUrl }
  answer(desk, response, status, AgentPage({ agent, forms, made: shown }), visitor)
}
