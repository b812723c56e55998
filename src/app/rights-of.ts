import type { DecisionWord } from '../contract/words.ts'
import type { Rights } from '../core/card/card.ts'
import { type Fresh, judge, reviewedAfresh, wantsComment } from '../core/judge.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import type { PersonRecord, RequestRecord } from '../core/record.ts'
import { alreadyApprovedSentence, refusalSentence } from '../core/sentences.ts'
import type { NewId } from './ports.ts'
import { requestUrl } from './view-request.ts'

interface Asked {
  request: RequestRecord
  person: PersonRecord
  policy: CompiledPolicy
  now: Date
  /** What the policy in force asks of the request: found once, whoever many are asked about. */
  fresh: Fresh
}

export interface RightsDeps {
  newId: NewId
  publicUrl: string
}

/** What a person may do now, by the same judgement that their click will meet. */
export function rightsOf(deps: RightsDeps, given: Omit<Asked, 'fresh'>): Rights {
  const asked = { ...given, fresh: reviewedAfresh(given) }
  const approve = judgeBeforehand(deps, asked, 'approve')
  const deny = judgeBeforehand(deps, asked, 'deny')
  return {
    approve: approve.kind === 'recorded',
    deny: deny.kind === 'recorded',
    whyNot: whyNot(deps, asked.request, approve),
    commentRequired: (['approve', 'deny'] as const).filter((word) =>
      wantsComment(asked.fresh.comment, word),
    ),
  }
}

/** How a decision would be ruled that has every comment it may need. */
export function judgeBeforehand(
  { newId }: Pick<RightsDeps, 'newId'>,
  { request, person, policy, now, fresh }: Asked,
  decision: DecisionWord,
): ReturnType<typeof judge> {
  return judge({
    request,
    policy,
    person,
    decision,
    decisionId: newId('dec'),
    comment: 'asked beforehand',
    digest: request.digest,
    now,
    fresh,
  })
}

function whyNot(
  { publicUrl }: RightsDeps,
  request: RequestRecord,
  ruling: ReturnType<typeof judge>,
): string | null {
  if (ruling.kind === 'repeated' && request.status === 'pending') return alreadyApprovedSentence
  if (ruling.kind !== 'refused') return null
  return refusalSentence(ruling.code, {
    agent: request.agent.name,
    action: request.action,
    status: request.status,
    open: ruling.open,
    url: requestUrl(publicUrl, request.id),
  })
}
