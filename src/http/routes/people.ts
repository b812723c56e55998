import { Router } from 'express'
import type { IdentityRemoved, IdentityRestored, Merged } from '../../app/people.ts'
import type { Administrator } from '../../app/ports.ts'
import { IdentityId, PersonId } from '../../contract/ids.ts'
import {
  IdentityQuery,
  type IdentityView,
  MergeBody,
  type PersonPage,
  PersonPatch,
  PersonQuery,
  type PersonView,
} from '../../contract/person.ts'
import { type AdminCall, administrationOf } from '../administration.ts'
import type { Authentication } from '../authenticate.ts'
import { type Exchange, parseBody, parseId, parseQuery } from '../endpoint.ts'
import { sendProblem } from '../problem.ts'

/** The verbs behind `/v1/people`: administration only. */
export interface PeopleRoutes {
  authentication: Authentication
  list: (query: PersonQuery) => Promise<PersonPage>
  change: (
    by: Administrator,
    change: { person: PersonId; disabled: boolean },
  ) => Promise<PersonView | null>
  identities: (person: PersonId, which: 'living' | 'removed') => Promise<IdentityView[] | null>
  removeIdentity: (
    by: Administrator,
    removal: { person: PersonId; identity: IdentityId },
  ) => Promise<IdentityRemoved>
  restoreIdentity: (
    by: Administrator,
    restoring: { person: PersonId; identity: IdentityId },
  ) => Promise<IdentityRestored>
  merge: (by: Administrator, merging: { person: PersonId; into: PersonId }) => Promise<Merged>
}

export function peopleRoutes(verbs: PeopleRoutes): Router {
  const router = Router()
  const admin = administrationOf(verbs)
  router.get('/', admin(list))
  router.patch('/:id', admin(change))
  router.get('/:id/identities', admin(identities))
  router.delete('/:id/identities/:identity', admin(removeIdentity))
  router.post('/:id/identities/:identity/restore', admin(restoreIdentity))
  router.post('/:id/merge', admin(merge))
  return router
}

async function list(verbs: PeopleRoutes, call: AdminCall): Promise<void> {
  const query = parseQuery(call, PersonQuery)
  if (query !== null) call.response.json(await verbs.list(query))
}

async function change(verbs: PeopleRoutes, call: AdminCall): Promise<void> {
  const person = parseId(call, PersonId)
  const patch = person === null ? null : await parseBody(call, PersonPatch)
  if (person === null || patch === null) return
  sendFound(call, await verbs.change(call.by, { person, ...patch }))
}

async function identities(verbs: PeopleRoutes, call: AdminCall): Promise<void> {
  const person = parseId(call, PersonId)
  const query = person === null ? null : parseQuery(call, IdentityQuery)
  if (person === null || query === null) return
  const data = await verbs.identities(person, query.removed === 'true' ? 'removed' : 'living')
  sendFound(call, data === null ? null : { data })
}

const managed = 'The directory manages this account: delete or deactivate the user there.'

async function removeIdentity(verbs: PeopleRoutes, call: AdminCall): Promise<void> {
  const person = parseId(call, PersonId)
  const identity = person === null ? null : parseId(call, IdentityId, 'identity')
  if (person === null || identity === null) return
  const result = await verbs.removeIdentity(call.by, { person, identity })
  if (result.ok) call.response.status(204).end()
  else if (result.code === 'not_found') sendFound(call, null)
  else sendProblem(call.response, result.code, managed)
}

const accountTaken =
  'The account is somebody else’s by now, or the person has another one in the same workspace, tenant or directory.'

async function restoreIdentity(verbs: PeopleRoutes, call: AdminCall): Promise<void> {
  const person = parseId(call, PersonId)
  const identity = person === null ? null : parseId(call, IdentityId, 'identity')
  if (person === null || identity === null) return
  const result = await verbs.restoreIdentity(call.by, { person, identity })
  if (result.ok) call.response.json(result.identity)
  else if (result.code === 'not_found') sendFound(call, null)
  else sendProblem(call.response, result.code, accountTaken)
}

const twoAccounts =
  'Both have an account in the same workspace, tenant or directory, so they are two people. Remove one of them first.'

const ownAccounts =
  'One of them is you. Prove that both accounts are yours, or have another administrator say so.'

async function merge(verbs: PeopleRoutes, call: AdminCall): Promise<void> {
  const person = parseId(call, PersonId)
  const body = person === null ? null : await parseBody(call, MergeBody)
  if (person === null || body === null) return
  const result = await verbs.merge(call.by, { person, into: body.into })
  if (result.ok) call.response.json(result.person)
  else if (result.code === 'not_found') sendFound(call, null)
  else
    sendProblem(call.response, result.code, result.code === 'forbidden' ? ownAccounts : twoAccounts)
}

function sendFound({ response }: Exchange, found: object | null): void {
  if (found === null) sendProblem(response, 'not_found', 'There is no such person or account.')
  else response.json(found)
}
