import type { PersonId, RequestId } from '../contract/ids.ts'
import type { Note } from '../core/card/note.ts'
import { toldVerdict } from '../core/card/told-verdict.ts'
import type { RequestRecord } from '../core/record.ts'
import type { Account, ChatSurface, People, Requests, SayResult } from './ports.ts'
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
  const people = request === null || hearers === null ? [] : hearersOf(request, hearers)
  if (people.length > 0) await deps.requests.tellLater(id, people)
}

function hearersOf(
  request: RequestRecord,
  { owners, onBehalfOf }: NonNullable<Awaited<ReturnType<Requests['hearers']>>>,
): PersonId[] {
  const tell = request.evaluation.review?.tell ?? []
  const people = [
    ...(tell.includes('owners') ? owners : []),
    ...(tell.includes('on_behalf_of') && onBehalfOf !== null ? [onBehalfOf] : []),
  ]
  return [...new Set(people)]
}

/**
 * Tells one person how a request ended, on the first surface that reaches them. Where none does for now, it is tried
 * again; where none can, the result says why. Null where there is nothing to tell, or where it is not theirs to hear
 * any more: who owns the agent is asked again at each try.
 */
export async function tellPerson(
  deps: TellDeps,
  id: RequestId,
  person: PersonId,
): Promise<SayResult | null> {
  const [request, hearers, contacts] = await Promise.all([
    deps.requests.read(id),
    deps.requests.hearers(id),
    deps.people.contacts({
      emails: [],
      usergroups: [],
      directoryGroups: [],
      oidcGroups: [],
      ids: [person],
    }),
  ])
  const contact = contacts.find(({ person: { disabled } }) => !disabled)
  if (request === null || hearers === null || contact === undefined) return null
  if (!hearersOf(request, hearers).includes(person)) return null
  const nameOf = (one: typeof contact.person) => one.name ?? personName(one)
  const note = toldVerdict(request, nameOf, requestUrl(deps.publicUrl, id))
  return note === null ? null : tellSomewhere(deps.surfaces, note, contact.accounts)
}

async function tellSomewhere(
  surfaces: ChatSurface[],
  note: Note,
  accounts: Account[],
): Promise<SayResult> {
  const results: SayResult[] = []
  for (const surface of surfaces) {
    for (const account of accounts.filter(({ provider }) => provider === surface.provider)) {
      const result = await surface.tell(note, account)
      if (result.kind === 'said') return result
      results.push(result)
    }
  }
  const later = results.find(({ kind }) => kind === 'later')
  return later ?? results[0] ?? { kind: 'refused', reason: 'no_account' }
}
