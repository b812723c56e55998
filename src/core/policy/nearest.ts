import { quote } from './place.ts'

const typosMax = 2
const comparedCharsMax = 64

/** ` (did you mean "x"?)`, where one of the words is at most two typing errors away; otherwise nothing. */
export function didYouMean(word: string, words: Iterable<string>): string {
  if (word.length > comparedCharsMax) return ''
  let best: { word: string; typos: number } | null = null
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) > typosMax) continue
    const typos = distance(word.toLowerCase(), candidate.toLowerCase())
    if (typos <= typosMax && typos < (best?.typos ?? word.length)) best = { word: candidate, typos }
  }
  return best === null ? '' : ` (did you mean ${quote(best.word)}?)`
}

/** Levenshtein's distance, one row of the table at a time. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (const [index, character] of [...left].entries()) {
    const next = [index + 1]
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (right[column - 1] === character ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
