import type { Card } from './card.ts'

const surfaceLabels: Record<string, string> = {
  slack: 'Slack',
  teams: 'Teams',
  console: 'console',
  api: 'API',
}

/** Where somebody decided, as people call it. */
export function surfaceLabel(surface: string): string {
  return surfaceLabels[surface] ?? surface
}

/** What was missing when the time of a request was over. */
export function whyExpired({ needs }: Pick<Card, 'needs'>): string {
  return needs.some((need) => need.have > 0) ? 'too few had approved' : 'nobody decided'
}
