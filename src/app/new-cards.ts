import type { Policy } from '../core/policy/policy.ts'
import type { ChatSurface, NewCard, NewId } from './ports.ts'

/** One card for every destination on every surface that it names and that is switched on. */
export function newCards(
  { newId, surfaces }: { newId: NewId; surfaces: ChatSurface[] },
  destinations: string[],
  policy: Policy,
): NewCard[] {
  return destinations.flatMap((destination) => {
    const place = policy.destinations[destination]
    if (place === undefined) return []
    return surfaces
      .filter((surface) => surface.reaches(place))
      .map(
        (surface): NewCard => ({
          id: newId('crd'),
          surface: surface.name,
          destination,
          line: `${surface.name}:${surface.placeOf(place)}`,
        }),
      )
  })
}
