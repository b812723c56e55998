import type { RequestHandler, Router } from 'express'
import type { Desk } from './options.ts'
import { showAgent, showAgents } from './routes/agents.ts'
import {
  addAgentTrust,
  changeOwners,
  makeKey,
  removeAgentTrust,
  revokeAgentKey,
  setAgentStanding,
} from './routes/change-agent.ts'
import {
  mergeInto,
  removeAccount,
  restoreAccount,
  setStanding,
  showGroups,
  showPeople,
  showPerson,
} from './routes/people.ts'
import { registerAgent, showRegistration } from './routes/register-agent.ts'

interface Doors {
  /** Reads a form and refuses one from elsewhere. */
  readForm: RequestHandler[]
  /** Says that an address takes these methods alone. */
  only: (methods: string) => RequestHandler
}

/** The pages for administrators, and those of agents for their owners too. */
export function routeAdministration(pages: Router, desk: Desk, { readForm, only }: Doors): void {
  const get = (path: string, handle: RequestHandler) =>
    pages.route(path).get(handle).all(only('GET, HEAD'))
  /** Whoever loads the address of a form again is led to the page that has it. */
  const post = (path: string, handle: RequestHandler) =>
    pages
      .route(path)
      .get((request, response) => response.redirect(303, pageOfForm(request.path)))
      .post(readForm, handle)
      .all(only('POST'))
  get('/console/people', showPeople(desk))
  get('/console/people/:id', showPerson(desk))
  post('/console/people/:id/standing', setStanding(desk))
  post('/console/people/:id/identities/:identity/remove', removeAccount(desk))
  post('/console/people/:id/identities/:identity/restore', restoreAccount(desk))
  post('/console/people/:id/merge', mergeInto(desk))
  get('/console/groups', showGroups(desk))
  pages
    .route('/console/agents')
    .get(showAgents(desk))
    .post(readForm, registerAgent(desk))
    .all(only('GET, HEAD, POST'))
  get('/console/agents/new', showRegistration(desk))
  get('/console/agents/:id', showAgent(desk))
  post('/console/agents/:id/standing', setAgentStanding(desk))
  post('/console/agents/:id/owners', changeOwners(desk))
  post('/console/agents/:id/keys', makeKey(desk))
  post('/console/agents/:id/keys/:key/revoke', revokeAgentKey(desk))
  post('/console/agents/:id/trust', addAgentTrust(desk))
  post('/console/agents/:id/trust/:trust/remove', removeAgentTrust(desk))
}

/** The form's own page is that of the person or the agent which it is about: a slash more could lead elsewhere. */
function pageOfForm(path: string): string {
  const [page] = /^\/console\/(?:people|agents)\/\w+/.exec(path) ?? []
  return page ?? '/requests'
}
