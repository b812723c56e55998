import { z } from 'zod'

const daySeconds = 24 * 60 * 60

/** A form's word on whether somebody, or an agent, may act. */
export const Standing = z.object({
  disabled: z.enum(['true', 'false']).transform((word) => word === 'true'),
})

/** A form's choice of for how many days something works, as seconds. */
export function secondsOf(days: number[]) {
  return z.enum(days.map(String)).transform((word) => Number(word) * daySeconds)
}
