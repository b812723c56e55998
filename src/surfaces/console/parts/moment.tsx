import type { JSX } from 'preact'

const utc = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/**
 * One point in time. Without script it is said in UTC; with it, in the reader's own zone and language,
 * and a deadline (`until`) also says how far away it is.
 */
export function Moment({ at, as = 'at' }: { at: Date; as?: 'at' | 'until' }): JSX.Element {
  return <time dateTime={at.toISOString()} data-as={as}>{`${utc.format(at)} UTC`}</time>
}
