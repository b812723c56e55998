import type { Need } from './policy/policy.ts'

/** Whom open needs still want: `data-owners, security or sre (2)`. */
export function neededWords(open: readonly Need[]): string {
  return open
    .map(({ group, count, escalated = [] }) => {
      const anyOf = [group, ...escalated.map((other) => other.group)].join(' or ')
      return count === 1 ? anyOf : `${anyOf} (${count})`
    })
    .join(', ')
}
