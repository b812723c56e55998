import { randomFillSync } from 'node:crypto'

const poolBytes = 4_096

let pool = new Uint8Array()

/** Fresh random bytes, drawn from the system many at a time: one call for every salt costs more than the salt. */
export function randomBytes(count: number): Uint8Array {
  if (pool.length < count) pool = randomFillSync(new Uint8Array(Math.max(poolBytes, count)))
  const drawn = pool.slice(0, count)
  pool = pool.subarray(count)
  return drawn
}
