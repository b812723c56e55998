import type { PersonId, RequestId } from '../contract/ids.ts'
import { toldVerdict } from '../core/card/told-verdict.ts'
import type { ChatSurface, People, Requests, SayResult } from './ports.ts'
import { personName, requestUrl } from './view-request.ts'

export interface TellDeps {
  requests: Pick<Requests, 'read' | 'hearers' | 'tellLater'>
  people: Pick<People, 'contacts'>
  surfaces: ChatSurface[]
  publicUrl: string
}

/** Queues one message for everyone who hears the verdict, so that trouble with one of them repeats nothing for others. */
export async function tellVerdict(deps: TellDeps, id: RequestId): Promise<void> {
  const [request, hearers] = await Promise.all([deps.requests.read(id), deps.requests.hearers(id)])
  const tell = request?.evaluation.review?.tell ?? []
  if (hearers === null || tell.length === 0) return
  const people = [
    ...(tell.includes('owners') ? hearers.owners : []),
    ...(tell.includes('on_behalf_of') && hearers.onBehalfOf !== null ? [hearers.onBehalfOf] : []),
  ]
  await deps.requests.tellLater(id, [...new Set(people)])
}

/**
 * Tells one person how a request ended, on the first surface that reaches them. The result is the last surface's
 * where none does, and null where they have no account anywhere.
 */
export async function tellPerson(
  deps: TellDeps,
  id: RequestId,
  person: PersonId,
): Promise<SayResult | null> {
  const [request, contacts] = await Promise.all([
    deps.requests.read(id),
    deps.people.contacts({ emails: [], usergroups: [], ids: [person] }),
  ])
  const contact = contacts.find(({ person: { disabled } }) => !disabled)
  if (request === null || contact === undefined) return null
  const nameOf = (one: typeof contact.person) => one.name ?? personName(one)
  const note = toldVerdict(request, nameOf, requestUrl(deps.publicUrl, id))
  if (note === null) return null

  let last: SayResult | null = null
  for (const surface of deps.surfaces) {
    for (const account of contact.accounts) {
      if (account.provider !== surface.provider) continue
      last = await surface.tell(note, account)
      if (last.kind !== 'refused') return last
    }
  }
  return last
}
