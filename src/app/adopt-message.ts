import { mayRead } from '../core/authority.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { PersonRecord, RequestRecord } from '../core/record.ts'
import type { Cards, ChatSurface, Click, NewId } from './ports.ts'

export interface AdoptDeps {
  newId: NewId
  cards: Pick<Cards, 'adopt'>
  surfaces: ChatSurface[]
}

interface Seen {
  message: Click['message']
  /** What the message showed, by the digest that it carries. */
  digest: string
  request: RequestRecord
  person: PersonRecord | null
  policy: Policy
}

/**
 * A message that we do not know was posted just before a crash, or its posting was never confirmed: it becomes one more
 * message of its card. Only on the word of somebody who may read the request, and only where the card's destination is:
 * whoever clicks elsewhere could otherwise make our cards follow them.
 */
export async function adoptMessage(deps: AdoptDeps, seen: Seen): Promise<void> {
  const { message, digest, request, person, policy } = seen
  if (message === null || person === null || digest !== request.digest) return
  if (!mayRead(person, request, policy)) return
  const card = request.cards.find(({ id }) => id === message.card)
  const destination = card === undefined ? undefined : policy.destinations[card.destination]
  const surface = deps.surfaces.find(({ name }) => name === card?.surface)
  if (card === undefined || destination === undefined || surface === undefined) return
  if (!surface.standsIn(message.ref, destination)) return
  await deps.cards.adopt({
    id: deps.newId('msg'),
    request: request.id,
    surface: surface.name,
    ...message,
    shownVersion: 0,
  })
}
