import type { Card } from './card.ts'

/** The words of the risk line: which rules asked, and what is known of the action and by whom. */
export interface Risk {
  rules: string[]
  labels: { label: string; from: string }[]
  /** Said where a word about the action is the agent's alone; null where the policy knows it. */
  environment: string | null
}

const said = 'said by the agent'

/** What makes people asked, with where each word comes from: what only the agent says is said to be so. */
export function riskOf({ rules, labels, environmentSource }: Card): Risk {
  return {
    rules,
    labels: labels.map(({ label, sources }) => ({ label, from: fromText(sources) })),
    environment: environmentSource === 'agent' ? `environment ${said}` : null,
  }
}

function fromText(sources: readonly string[]): string {
  const known = sources.filter((source) => source !== 'agent')
  const isSaid = known.length < sources.length
  const from = known.length === 0 ? [] : [`from ${known.join(', ')}`]
  return [...from, ...(isSaid ? [said] : [])].join(', ')
}
