/** One line of two texts that are compared, and in which of them it stands. */
export interface ComparedLine {
  kind: 'removed' | 'added' | 'equal'
  text: string
}

/** Comparing costs time and memory by the product of both lengths; beyond this no pairs are looked for. */
const pairsMax = 100_000

/**
 * Which lines of the old text are gone and which of the new one have come, with the longest common
 * run of the others. What differs beyond `pairsMax` is told as all gone and all come, which is true too.
 *
 * @param isSame Whether two lines may be called equal.
 */
export function compareLines(
  before: readonly string[],
  after: readonly string[],
  isSame: (one: string, other: string) => boolean = (one, other) => one === other,
): ComparedLine[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isSame(before[start] ?? '', after[start] ?? '')) start += 1
  let end = 0
  while (end < shorter - start && isSame(before.at(-1 - end) ?? '', after.at(-1 - end) ?? '')) {
    end += 1
  }
  return [
    ...lined('equal', after.slice(0, start)),
    ...compareMiddle(
      before.slice(start, before.length - end),
      after.slice(start, after.length - end),
      isSame,
    ),
    ...lined('equal', after.slice(after.length - end)),
  ]
}

function lined(kind: ComparedLine['kind'], texts: readonly string[]): ComparedLine[] {
  return texts.map((text) => ({ kind, text }))
}

function compareMiddle(
  before: readonly string[],
  after: readonly string[],
  isSame: (one: string, other: string) => boolean,
): ComparedLine[] {
  if (before.length * after.length > pairsMax) {
    return [...lined('removed', before), ...lined('added', after)]
  }
  const common = commonLengths(before, after, isSame)
  const width = after.length + 1
  const lines: ComparedLine[] = []
  let old = 0
  let fresh = 0
  while (old < before.length && fresh < after.length) {
    const gone = before[old] ?? ''
    const come = after[fresh] ?? ''
    const withoutOld = common[(old + 1) * width + fresh] ?? 0
    const withoutFresh = common[old * width + fresh + 1] ?? 0
    if (isSame(gone, come)) {
      lines.push({ kind: 'equal', text: come })
      old += 1
      fresh += 1
    } else if (withoutOld >= withoutFresh) {
      lines.push({ kind: 'removed', text: gone })
      old += 1
    } else {
      lines.push({ kind: 'added', text: come })
      fresh += 1
    }
  }
  return [...lines, ...lined('removed', before.slice(old)), ...lined('added', after.slice(fresh))]
}

/** For each pair of places, how many equal lines two rests have in the same order at most. */
function commonLengths(
  before: readonly string[],
  after: readonly string[],
  isSame: (one: string, other: string) => boolean,
): Uint32Array {
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  for (let old = before.length - 1; old >= 0; old -= 1) {
    for (let fresh = after.length - 1; fresh >= 0; fresh -= 1) {
      const at = old * width + fresh
      common[at] = isSame(before[old] ?? '', after[fresh] ?? '')
        ? (common[at + width + 1] ?? 0) + 1
        : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0)
    }
  }
  return common
}
