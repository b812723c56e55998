import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import { IdentityId, PersonId } from '../../../contract/ids.ts'
import { PersonQuery } from '../../../contract/person.ts'
import { Email } from '../../../contract/words.ts'
import { answer } from '../answer.ts'
import { Standing } from '../form-fields.ts'
import type { Desk } from '../options.ts'
import { GroupsPage } from '../pages/groups-page.tsx'
import { MessagePage } from '../pages/message-page.tsx'
import { PeoplePage } from '../pages/people-page.tsx'
import { PersonDetails } from '../pages/person-page.tsx'
import { adminForm, administering } from './administering.ts'

const home = '/console/people'

const Other = z.object({ email: Email })

/** `GET /console/people`: everybody who is known, the newest first. */
export function showPeople(desk: Desk): RequestHandler {
  return administering(desk, async (admin, request, response) => {
    const { email = '', cursor } = request.query
    const query = queryOf(request)
    if (!query.success && email === '') {
      return answer(desk, response, 404, MessagePage({ kind: 'not-found' }), admin)
    }
    const page = query.success
      ? await desk.verbs.administration.people(query.data)
      : { data: [], next_cursor: null }
    const values = { email: typeof email === 'string' ? email : '' }
    const faults = query.success ? {} : { email: 'This is no e-mail.' }
    const shown = PeoplePage({ page, find: { values, faults }, further: cursor !== undefined })
    answer(desk, response, query.success ? 200 : 400, shown, admin)
  })
}

/** What is left empty in the form is not asked for. */
function queryOf({ query: { email, cursor } }: Request) {
  return PersonQuery.safeParse({
    ...(email === undefined || email === '' ? {} : { email }),
    ...(cursor === undefined ? {} : { cursor }),
  })
}

/** `GET /console/people/{id}`: one person, their accounts, and whether they may act. */
export function showPerson(desk: Desk): RequestHandler {
  return administering(desk, async (admin, request, response) => {
    const id = PersonId.safeParse(request.params['id'])
    const found = id.success ? await desk.verbs.administration.person(id.data) : null
    if (found === null) {
      return answer(desk, response, 404, MessagePage({ kind: 'not-found' }), admin)
    }
    answer(desk, response, 200, PersonDetails({ ...found, csrf: admin.csrf }), admin)
  })
}

/** `POST /console/people/{id}/standing`: disables or enables. */
export function setStanding(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const id = PersonId.safeParse(request.params['id'])
    const standing = Standing.safeParse(request.body)
    if (!standing.success) {
      return answer(desk, response, 400, MessagePage({ kind: 'bad-form' }), admin)
    }
    const { disabled } = standing.data
    const changed = id.success
      ? await desk.verbs.administration.setStanding(admin.by, { person: id.data, disabled })
      : null
    if (changed !== null) return response.redirect(303, `${home}/${changed.id}`)
    answer(desk, response, 404, MessagePage({ kind: 'not-found' }), admin)
  })
}

/** `POST /console/people/{id}/identities/{identity}/remove`: the account is nobody's. */
export function removeAccount(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const person = PersonId.safeParse(request.params['id'])
    const identity = IdentityId.safeParse(request.params['identity'])
    if (person.success && identity.success) {
      const removal = { person: person.data, identity: identity.data }
      const removed = await desk.verbs.administration.removeIdentity(admin.by, removal)
      if (removed.ok) return response.redirect(303, `${home}/${person.data}`)
    }
    answer(desk, response, 404, MessagePage({ kind: 'not-found' }), admin)
  })
}

/** `POST /console/people/{id}/identities/{identity}/restore`: the account is this person's again. */
export function restoreAccount(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const person = PersonId.safeParse(request.params['id'])
    const identity = IdentityId.safeParse(request.params['identity'])
    if (!person.success || !identity.success) {
      return answer(desk, response, 404, MessagePage({ kind: 'not-found' }), admin)
    }
    const restoring = { person: person.data, identity: identity.data }
    const restored = await desk.verbs.administration.restoreIdentity(admin.by, restoring)
    if (restored.ok) return response.redirect(303, `${home}/${person.data}`)
    const isTaken = restored.code === 'second_identity'
    const kind = isTaken ? 'account-taken' : 'not-found'
    answer(desk, response, isTaken ? 409 : 404, MessagePage({ kind }), admin)
  })
}

/** `POST /console/people/{id}/merge`: two who turned out to be one. The other's page comes next. */
export function mergeInto(desk: Desk): RequestHandler {
  return adminForm(desk, home, async (admin, request, response) => {
    const person = PersonId.safeParse(request.params['id'])
    const other = Other.safeParse(request.body)
    if (!person.success || !other.success) {
      return answer(desk, response, 400, MessagePage({ kind: 'bad-form' }), admin)
    }
    const merging = { person: person.data, email: other.data.email }
    const merged = await desk.verbs.administration.merge(admin.by, merging)
    if (merged.ok) return response.redirect(303, `${home}/${merged.person.id}`)
    if (merged.code === 'forbidden') {
      return answer(desk, response, 403, MessagePage({ kind: 'one-is-you' }), admin)
    }
    if (merged.code === 'second_identity') {
      return answer(desk, response, 409, MessagePage({ kind: 'two-people' }), admin)
    }
    answer(desk, response, 404, MessagePage({ kind: 'nobody-to-merge' }), admin)
  })
}

/** `GET /console/groups`: where each group of the policy comes from, who is in it, and what it is for. */
export function showGroups(desk: Desk): RequestHandler {
  return administering(desk, async (admin, _request, response) => {
    const groups = await desk.verbs.administration.groups()
    answer(desk, response, 200, GroupsPage({ groups }), admin)
  })
}
