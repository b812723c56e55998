import type { ComponentChild } from 'preact'

/** One page before its frame is put around it. */
export interface Page {
  /** What the browser's tab says; the frame adds the product's name. */
  title: string
  body: ComponentChild
  /** After how many seconds a browser without script asks again, or null for never. */
  refreshSeconds: number | null
}
