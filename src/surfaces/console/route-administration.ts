import type { RequestHandler, Router } from 'express'
import type { Desk } from './options.ts'
import {
  makeKey,
  removeAgentTrust,
  revokeAgentKey,
  setAgentStanding,
  showAgent,
  showAgents,
} from './routes/agents.ts'
import {
  mergeInto,
  removeAccount,
  restoreAccount,
  setStanding,
  showGroups,
  showPeople,
  showPerson,
} from './routes/people.ts'

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
  const post = (path: string, handle: RequestHandler) =>
    pages.route(path).post(readForm, handle).all(only('POST'))
  get('/console/people', showPeople(desk))
  get('/console/people/:id', showPerson(desk))
  post('/console/people/:id/standing', setStanding(desk))
  post('/console/people/:id/identities/:identity/remove', removeAccount(desk))
  post('/console/people/:id/identities/:identity/restore', restoreAccount(desk))
  post('/console/people/:id/merge', mergeInto(desk))
  get('/console/groups', showGroups(desk))
  get('/console/agents', showAgents(desk))
  get('/console/agents/:id', showAgent(desk))
  post('/console/agents/:id/standing', setAgentStanding(desk))
  post('/console/agents/:id/keys', makeKey(desk))
  post('/console/agents/:id/keys/:key/revoke', revokeAgentKey(desk))
  post('/console/agents/:id/trust/:trust/remove', removeAgentTrust(desk))
}
