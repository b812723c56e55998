/**
 * Patterns of the subjects of workload tokens: `*` is one or more characters within a segment, so it crosses neither
 * `:` nor `/`; `**` crosses `/`, and nothing crosses `:`. Everything else is what it is, letters' case too.
 */

/** One step of a pattern: whom it takes, and whether it may be taken again or left out. */
interface Step {
  takes: 'character' | 'within segment' | 'across segments'
  character: string
  repeats: boolean
}

const wildcard = /\*+/g

/** Why a text is no pattern, or null. */
export function subjectPatternFault(pattern: string): string | null {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(pattern)) return 'must have no control characters'
  const found = [...pattern.matchAll(wildcard)]
  if (found.some(([stars]) => stars.length > 2))
    return 'must have * or **, and no more stars in a row'
  const [first] = found
  if (first === undefined) return null
  const whole = pattern.slice(0, first.index).split(/[:/]/).slice(0, -1).filter(Boolean)
  return whole.length >= 2
    ? null
    : 'must have two whole segments before its first *, such as repo:my-org/*'
}

/** Whoever shows a token has it compared with every trust of its issuer, so what cannot match has to cost little. */
export function matchesSubject(pattern: string, subject: string): boolean {
  const given = subject.split(':')
  const wanted = pattern.split(':')
  return (
    wanted.length === given.length &&
    wanted.every((part, place) => matchesPart(part, given[place] ?? ''))
  )
}

/** Between two `:`, which no star crosses. */
function matchesPart(pattern: string, part: string): boolean {
  const star = pattern.indexOf('*')
  if (star === -1) return pattern === part
  return part.startsWith(pattern.slice(0, star)) && meet(stepsOf(pattern), [...part].map(literal))
}

/** Whether some subject matches both patterns. */
export function subjectsOverlap(left: string, right: string): boolean {
  return meet(stepsOf(left), stepsOf(right))
}

/** `+` is a step that is taken once, and the same again that may be left out. */
function stepsOf(pattern: string): Step[] {
  return pattern.split(/(\*+)/).flatMap((part): Step[] => {
    if (!part.startsWith('*')) return [...part].map(literal)
    const takes = part === '*' ? 'within segment' : 'across segments'
    return [
      { takes, character: '', repeats: false },
      { takes, character: '', repeats: true },
    ]
  })
}

function literal(character: string): Step {
  return { takes: 'character', character, repeats: false }
}

/** Whether two patterns have a text in common: both are walked at once, and no pair of places is looked at twice. */
function meet(left: Step[], right: Step[]): boolean {
  const width = right.length + 1
  const seen = new Uint8Array((left.length + 1) * width)
  const open: Places[] = [[0, 0]]
  for (let places = open.pop(); places !== undefined; places = open.pop()) {
    const [i, j] = places
    if (i === left.length && j === right.length) return true
    if (seen[i * width + j] === 1) continue
    seen[i * width + j] = 1
    open.push(...next(left[i], right[j], places))
  }
  return false
}

/** A place in each of two patterns. */
type Places = [number, number]

/** Where one can be next: past what may be left out, and past a character that both take. */
function next(a: Step | undefined, b: Step | undefined, [i, j]: Places): Places[] {
  const places: Places[] = []
  if (a?.repeats) places.push([i + 1, j])
  if (b?.repeats) places.push([i, j + 1])
  if (a !== undefined && b !== undefined && shareCharacter(a, b)) {
    places.push([a.repeats ? i : i + 1, b.repeats ? j : j + 1])
  }
  return places
}

function shareCharacter(a: Step, b: Step): boolean {
  if (a.takes === 'character' && b.takes === 'character') return a.character === b.character
  if (a.takes === 'character') return isTaken(b, a.character)
  return b.takes === 'character' ? isTaken(a, b.character) : true
}

function isTaken({ takes }: Step, character: string): boolean {
  return character !== ':' && (takes === 'across segments' || character !== '/')
}
