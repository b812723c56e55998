import type { JSX } from 'preact'

/** Pictures always stand beside a word and mean nothing alone, so all are hidden from screen readers. */
const strokes = {
  approved: 'm5 12.5 4.5 4.5L19 7',
  denied: 'M6.5 6.5l11 11m0-11-11 11',
  expired: 'M12 7v5.2l3.4 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z',
  cancelled: 'M9 14 4.5 9.5 9 5M5 9.5h8.5a6 6 0 0 1 0 12H11',
  pending: 'M12 7v5.2l3.4 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z',
  hidden: 'M7.5 10.5V8a4.5 4.5 0 0 1 9 0v2.5M6 10.5h12v9H6z',
  warning: 'M12 9v4.5m0 3.2v.1M12 3.8 2.8 19.7h18.4L12 3.8Z',
  back: 'M14.5 6 8.5 12l6 6',
  link: 'M9 6H6v12h12v-3M13 5.5h5.5V11M18 6l-7.5 7.5',
} as const

export type IconName = keyof typeof strokes

/** A small line drawing in the colour of the text around it. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={strokes[name]} />
    </svg>
  )
}

/** The mark of the house: one tick, and one to countersign it. */
export function Seal(): JSX.Element {
  return (
    <svg class="seal" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="11" />
      <path d="m5.6 12.4 3.2 3.2 5-6.2M12.3 15.5l.2.1 5.3-6.4" />
    </svg>
  )
}
