import type { Need } from './policy/policy.ts'

/** Whether both ask the same of the same groups, in whatever order it was written or read. */
export function sameNeeds(one: readonly Need[], other: readonly Need[]): boolean {
  return textOf(one) === textOf(other)
}

function textOf(needs: readonly Need[]): string {
  const plain = needs.map(({ group, count, escalated = [] }) => [
    group,
    count,
    ...escalated.map((added) => [added.group, added.count].join()).sort(),
  ])
  return JSON.stringify(plain.map((need) => need.join(';')).sort())
}
