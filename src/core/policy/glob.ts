/** Whether a text matches a pattern. */
export type GlobMatcher = (text: string) => boolean

/** A literal character, or a run of any characters, or a run of any characters but `/`. */
type Token = { kind: 'literal'; character: string } | { kind: 'any' } | { kind: 'segment' }

/** Patterns of actions: `*` is any text, dots too. */
export function actionGlob(pattern: string): GlobMatcher {
  return globMatcher(pattern, 'any')
}

/** Patterns of resources in normal form: `*` stays within a path segment, `**` goes across. */
export function resourceGlob(pattern: string): GlobMatcher {
  return globMatcher(pattern, 'segment')
}

/** Whether a pattern is more than a literal text. */
export function isGlob(pattern: string): boolean {
  return pattern.includes('*')
}

/**
 * Time grows at most with the pattern's length times the text's, whatever either holds: the positions
 * in the pattern that the text read so far can have reached are followed all at once, and nothing is tried twice.
 */
function globMatcher(pattern: string, star: 'any' | 'segment'): GlobMatcher {
  if (!isGlob(pattern)) return (text) => text === pattern
  const prefix = pattern.slice(0, pattern.indexOf('*'))
  const tokens = tokensOf(pattern.slice(prefix.length), star)
  return (text) => text.startsWith(prefix) && matches(tokens, text, prefix.length)
}

function tokensOf(pattern: string, star: 'any' | 'segment'): Token[] {
  return (pattern.match(/\*+|[^*]/g) ?? []).map((piece): Token => {
    if (!piece.startsWith('*')) return { kind: 'literal', character: piece }
    return { kind: piece.length > 1 ? 'any' : star }
  })
}

function matches(tokens: Token[], text: string, start: number): boolean {
  let reached = new Uint8Array(tokens.length + 1)
  reached[0] = 1
  skipRuns(tokens, reached)
  for (let index = start; index < text.length; index += 1) {
    reached = step(tokens, reached, text.charAt(index))
    if (!reached.includes(1)) return false
  }
  return reached[tokens.length] === 1
}

function step(tokens: Token[], reached: Uint8Array, character: string): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(reached.length)
  for (const [position, token] of tokens.entries()) {
    if (reached[position] !== 1) continue
    if (token.kind === 'literal') {
      if (token.character === character) next[position + 1] = 1
    } else if (token.kind === 'any' || character !== '/') {
      next[position] = 1
    }
  }
  skipRuns(tokens, next)
  return next
}

/** A run may be empty, so whoever stands before it also stands behind it. */
function skipRuns(tokens: Token[], reached: Uint8Array): void {
  for (const [position, token] of tokens.entries()) {
    if (reached[position] === 1 && token.kind !== 'literal') reached[position + 1] = 1
  }
}
