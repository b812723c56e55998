import { styleText } from 'node:util'
import type { Outlet } from './desk.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Colours only where the outlet takes them; the words say the same without. */
export function paint(outlet: Outlet, style: Style, text: string): string {
  return outlet.colours ? styleText(style, text, { validateStream: false }) : text
}

const styles = {
  approved: 'green',
  denied: 'red',
  expired: 'yellow',
  cancelled: 'yellow',
  pending: 'bold',
} as const

export function paintStatus(outlet: Outlet, status: keyof typeof styles): string {
  return paint(outlet, styles[status], status)
}
