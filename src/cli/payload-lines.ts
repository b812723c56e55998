import type { PayloadView } from '../contract/request.ts'
import { inert, inertLines } from './inert.ts'

/** A payload for people, indented, and what of it this token does not get to see. */
export function payloadLines({ payload, hidden }: PayloadView): string {
  const text = inertLines(JSON.stringify(payload, null, 2))
  const missing = hidden.map(
    ({ pointer, as, was, size }) =>
      `hidden at ${inert(pointer === '' ? '/' : pointer)}: ${as}, a ${was} of size ${size}`,
  )
  return [...text.split('\n'), ...missing].map((line) => `  ${line}\n`).join('')
}
