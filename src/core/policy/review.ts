import type { CommentRule, Need, Review } from './policy.ts'

const commentRules: readonly CommentRule[] = ['never', 'on_deny', 'always']

/**
 * Both reviews at once: per group the larger count, the stricter comment rule, the shorter time and
 * every destination. The order of the two means nothing, and the result loosens neither.
 */
export function stricterReview(old: Review, fresh: Review): Review {
  const counts = new Map(old.needs.map(({ group, count }) => [group, count]))
  for (const { group, count } of fresh.needs) {
    counts.set(group, Math.max(count, counts.get(group) ?? 0))
  }
  const needs = [...counts].map(([group, count]): Need => ({ group, count }))
  return {
    needs: needs.sort((left, right) => (left.group < right.group ? -1 : 1)),
    postTo: [...new Set([...old.postTo, ...fresh.postTo])].sort(),
    expiresInSeconds: Math.min(old.expiresInSeconds, fresh.expiresInSeconds),
    comment: strictness(old) > strictness(fresh) ? old.comment : fresh.comment,
  }
}

/** Whether people who satisfy `review` always satisfy `other` too. */
export function asksAsMuch(review: Review, other: Review): boolean {
  const counts = new Map(review.needs.map(({ group, count }) => [group, count]))
  const hasNeeds = other.needs.every(({ group, count }) => (counts.get(group) ?? 0) >= count)
  return hasNeeds && strictness(review) >= strictness(other)
}

function strictness({ comment }: Review): number {
  return commentRules.indexOf(comment)
}
