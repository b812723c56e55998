import { oneLine } from '../inert/visible.ts'
import type { PersonRecord, RequestRecord } from '../record.ts'
import type { CardVerdict } from './card.ts'
import type { Note } from './note.ts'
import { verdictOf } from './verdict.ts'

/** What the owners and the person whom an agent acts for hear of how its request ended; null while it is pending. */
export function toldVerdict(
  request: RequestRecord,
  nameOf: (person: PersonRecord) => string,
  url: string,
): Note | null {
  const verdict = verdictOf(request, nameOf)
  if (verdict === null) return null
  const { environment } = request.evaluation
  const where = environment === null ? '' : ` in ${environment}`
  const what = `${request.action}${where}, asked by ${request.agent.name}`
  return {
    sentence: oneLine(`${verdict.title}: ${what}. ${howOf(verdict)}`),
    quotes: quotesOf(verdict, request.agent.name),
    calls: [],
    url,
  }
}

function howOf({ by, people }: CardVerdict): string {
  if (by === 'clock') return 'The time was over.'
  if (by === 'policy') return 'The policy decided.'
  if (by === 'agent') return 'The agent took it back.'
  return people.length === 1 ? 'One person decided.' : `${people.length} people decided.`
}

/** Everyone who decided, by name, with their comment where they left one; else the policy's or the agent's reason. */
function quotesOf({ by, people, reason }: CardVerdict, agent: string): Note['quotes'] {
  const said = people.map(({ name, group, comment }) => ({
    speaker: group === null ? name : `${name} (${group})`,
    words: comment ?? '',
  }))
  if (reason === null) return said
  return [...said, { speaker: by === 'agent' ? oneLine(agent) : 'Policy', words: reason }]
}
