import { joinedEscalations, opensNoMore } from './escalation.ts'
import { mergedDenyReasonsCountMax } from './limits.ts'
import type { CommentRule, Need, Review } from './policy.ts'

const commentRules: readonly CommentRule[] = ['never', 'on_deny', 'always']

/**
 * Both reviews at once: per group the larger count, the stricter comment rule, the shorter times, every
 * destination and hearer, every reason for a deny (the first twenty in order, where there are more), and every
 * escalation with the seats that the other review does not ask for. The order of the two means nothing, and the result
 * loosens neither.
 */
export function stricterReview(old: Review, fresh: Review): Review {
  const counts = new Map(old.needs.map(({ group, count }) => [group, count]))
  for (const { group, count } of fresh.needs) {
    counts.set(group, Math.max(count, counts.get(group) ?? 0))
  }
  const needs = [...counts].map(([group, count]): Need => ({ group, count }))
  return {
    needs: needs.sort((left, right) => (left.group < right.group ? -1 : 1)),
    postTo: union(old.postTo, fresh.postTo),
    expiresInSeconds: Math.min(old.expiresInSeconds, fresh.expiresInSeconds),
    remindAfterSeconds: sooner(old.remindAfterSeconds, fresh.remindAfterSeconds),
    comment: strictness(old) > strictness(fresh) ? old.comment : fresh.comment,
    denyReasons: union(old.denyReasons, fresh.denyReasons).slice(0, mergedDenyReasonsCountMax),
    tell: union(old.tell, fresh.tell),
    escalations: joinedEscalations(old, fresh),
    approveWhenCut: old.approveWhenCut && fresh.approveWhenCut,
    highRisk: old.highRisk || fresh.highRisk,
    executeWithinSeconds: Math.min(old.executeWithinSeconds, fresh.executeWithinSeconds),
  }
}

function union<Word extends string>(left: Word[], right: Word[]): Word[] {
  return [...new Set([...left, ...right])].sort()
}

/** The shorter of two times, where null is never. */
function sooner(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right
  return Math.min(left, right)
}

/** Whether people who satisfy `review` always satisfy `other` too. */
export function asksAsMuch(review: Review, other: Review): boolean {
  const counts = new Map(review.needs.map(({ group, count }) => [group, count]))
  const hasNeeds = other.needs.every(({ group, count }) => (counts.get(group) ?? 0) >= count)
  const isFull = !review.approveWhenCut || other.approveWhenCut
  const isConfirmed = review.highRisk || !other.highRisk
  return (
    hasNeeds &&
    strictness(review) >= strictness(other) &&
    opensNoMore(review, other) &&
    isFull &&
    isConfirmed
  )
}

function strictness({ comment }: Review): number {
  return commentRules.indexOf(comment)
}
