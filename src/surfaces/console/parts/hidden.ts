import type { HiddenValue } from '../../../contract/json.ts'
import { counted } from '../words.ts'

/** What is told of a value that people may not see: `hidden (secret, 40 characters)`. */
export function hiddenWords({ as, was, size }: HiddenValue): string {
  const kind = as === 'pii' ? 'personal data' : 'secret'
  return `hidden (${kind}, ${sizeWords(was, size)})`
}

function sizeWords(was: HiddenValue['was'], size: number): string {
  if (was === 'string') return counted(size, 'character')
  if (was === 'object') return counted(size, 'field')
  if (was === 'array') return counted(size, 'item')
  return was === 'null' ? 'null' : `a ${was}`
}
