import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { DecideResult, RequestPageView } from '../../../app/ports.ts'
import { RequestId } from '../../../contract/ids.ts'
import { commentCharsMax } from '../../../contract/limits.ts'
import { DecisionWord, Digest } from '../../../contract/words.ts'
import { commentOf } from '../../../core/comment.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import { RequestPage } from '../pages/request-page.tsx'
import { returnPath } from '../return-path.ts'
import type { Visitor } from '../session.ts'
import { counted, refusalStatus } from '../words.ts'
import { readView } from './request.ts'
import { ownForm } from './signed-in.ts'

/** Browsers send line breaks as CR LF, but count one character for each (HTML, "API value"). */
const Form = z.object({
  decision: DecisionWord,
  digest: Digest,
  reason: z.string().default(''),
  confirmed: z.literal('yes').nullish(),
  comment: z
    .string()
    .default('')
    .transform((text) => text.replaceAll('\r\n', '\n').trim()),
})
type Form = z.infer<typeof Form>

interface Refusal {
  status: number
  sentence: string
  commentMissing: boolean
}

const notConfirmed: Refusal = {
  status: 422,
  sentence:
    'The policy says that this action is of high risk. Tick the box above the buttons to approve it.',
  commentMissing: false,
}

const unknownRequest: Refusal = { status: 404, sentence: '', commentMissing: false }

/**
 * `POST /requests/{id}/decisions`. The person is the session's, the digest is that of the page which
 * they decided on, and a reason for a denial is one that the request offers. A refusal comes back in place, with what they had typed.
 */
export function decideRequest(desk: Desk): RequestHandler {
  return ownForm(desk, async (visitor, request, response) => {
    const form = Form.safeParse(request.body)
    const before = await readView(desk, request, visitor)
    if (!form.success || !isOffered(before, form.data.reason)) {
      return answer(desk, response, 400, MessagePage({ kind: 'bad-form' }), visitor)
    }
    const id = RequestId.safeParse(request.params['id'])
    const refusal = id.success
      ? (unconfirmed(before, form.data) ?? (await attempt(desk, visitor, id.data, form.data)))
      : unknownRequest
    if (refusal === null) return response.redirect(303, returnPath(`/requests/${id.data}`))
    const view = refusal.status === 404 ? null : await readView(desk, request, visitor)
    if (view === null) {
      return answer(desk, response, 404, MessagePage({ kind: 'no-request' }), visitor)
    }
    const { reason, comment } = form.data
    const draft = { reason, comment, commentMissing: refusal.commentMissing }
    const page = RequestPage({ view, visitor, refusal: { sentence: refusal.sentence, draft } })
    answer(desk, response, refusal.status, page, visitor)
  })
}

/** What a request that they may not see would offer is no matter: the verb refuses the decision itself. */
function isOffered(view: RequestPageView | null, reason: string): boolean {
  return reason === '' || view === null || view.card.denyReasons.includes(reason)
}

function unconfirmed(view: RequestPageView | null, { decision, confirmed }: Form): Refusal | null {
  const isAsked = view?.card.confirm === true && view.may.approve
  return isAsked && decision === 'approve' && confirmed !== 'yes' ? notConfirmed : null
}

async function attempt(
  desk: Desk,
  visitor: Visitor,
  request: RequestId,
  form: Form,
): Promise<Refusal | null> {
  const { decision } = form
  const comment = commentOf(decision === 'deny' ? form.reason : null, form.comment)
  if (comment !== null && comment.length > commentCharsMax) return tooLong(comment, form)
  const result = await desk.verbs.decide({
    request,
    decision,
    digest: form.digest,
    comment,
    surface: 'console',
    clicker: { kind: 'person', person: visitor.person.id, identity: visitor.identity },
    message: null,
  })
  return result.ok ? null : refusalOf(result)
}

/** The verb's sentence for a missing comment leads to this page, where one is already. */
function refusalOf({ code, sentence }: Extract<DecideResult, { ok: false }>): Refusal {
  const commentMissing = code === 'comment_required'
  return {
    status: refusalStatus[code],
    sentence: commentMissing
      ? 'The policy wants a comment with this decision. Write one and send it again.'
      : sentence,
    commentMissing,
  }
}

function tooLong(comment: string, form: Form): Refusal {
  const what = comment === form.comment ? 'The comment has' : 'The reason and the comment have'
  const room = `there is room for ${commentCharsMax.toLocaleString('en')}`
  const sentence = `${what} ${counted(comment.length, 'character')}; ${room}.`
  return { status: 422, sentence, commentMissing: false }
}
