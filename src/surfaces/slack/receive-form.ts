import type { types, ViewResponseAction } from '@slack/bolt'
import { commentCharsMax } from '../../contract/limits.ts'
import type { DecisionWord } from '../../contract/words.ts'
import { commentOf } from '../../core/comment.ts'
import { type ActPorts, clickerOf, decideAs } from './act.ts'
import { ViewSubmission } from './interaction.ts'
import { payloadCharsMax } from './limits.ts'
import { type Who, whoOf } from './origin.ts'
import { answerTo } from './receive-click.ts'
import { messageFrom, readNote, type ViewNote } from './view-note.ts'
import { type Entered, inputIds, readEntered } from './views/comment-inputs.ts'
import { sentenceModal } from './views/modal.ts'

type Ack = (response?: ViewResponseAction) => Promise<void>

const neededSentence = 'The policy wants a comment with this decision.'
const tooLongSentence = 'A comment has at most 2,000 characters, the chosen reason included.'
const reasonGoneSentence = 'This reason is no longer offered. Close the form and open it again.'
const unreadableSentence =
  'This form is no longer in use. Nothing was decided: open the request again.'

/**
 * A submitted form: a decision with what was said. It is committed before the form closes, and judged anew: a form can
 * stand open for hours. What is wrong with an entry is said beside it; every other refusal takes the form's place.
 */
export async function receiveForm(ports: ActPorts, body: unknown, ack: Ack): Promise<void> {
  const parsed = ViewSubmission.safeParse(body)
  const note = readNote(parsed.data?.view.private_metadata)
  const who = parsed.success ? whoOf(parsed.data) : null
  if (!parsed.success || note?.w === undefined || who === null) {
    ports.log.warn({}, 'A Slack form had another shape than ours')
    return ack(update(sentenceModal(unreadableSentence, null)))
  }
  const { r: request, d: digest, w: decision } = note
  const entered = readEntered(parsed.data.view.state?.values ?? {})
  const reason = await reasonOf(ports, note, decision, { entered, who })
  const comment = commentOf(reason ?? null, entered.comment)
  const fault = faultOf(reason, comment, note)
  if (fault !== null) {
    return ack(fault)
  }
  const result = await decideAs(ports, {
    ...who,
    request,
    digest,
    decision,
    comment,
    card: note.c ?? null,
    message: messageFrom(note, who.home),
  })
  if (result.ok) {
    return ack({ response_action: 'clear' })
  }
  if (result.code === 'comment_required') {
    return ack(errorAt(inputIds.comment, neededSentence))
  }
  const { sentence, url } = answerTo(result)
  return ack(update(sentenceModal(sentence, url)))
}

/** The reason at the chosen place of those that the request offers; undefined where there is none any more. */
async function reasonOf(
  ports: ActPorts,
  { r: request, d: digest }: ViewNote,
  decision: DecisionWord,
  { entered, who }: { entered: Entered; who: Who },
): Promise<string | null | undefined> {
  if (entered.reason === null || decision !== 'deny') {
    return null
  }
  const clicker = await clickerOf(ports, who)
  const place = { message: null, surface: 'slack' } as const
  const seen = await ports.verbs.look({ request, digest, ...place, clicker, payloadCharsMax })
  return seen?.card.denyReasons[entered.reason]
}

function faultOf(
  reason: string | null | undefined,
  comment: string | null,
  { q: isNeeded }: ViewNote,
): ViewResponseAction | null {
  if (reason === undefined) {
    return errorAt(inputIds.reason, reasonGoneSentence)
  }
  if (isNeeded === true && comment === null) {
    return errorAt(inputIds.comment, neededSentence)
  }
  return (comment ?? '').length > commentCharsMax
    ? errorAt(inputIds.comment, tooLongSentence)
    : null
}

function errorAt(block: string, sentence: string): ViewResponseAction {
  return { response_action: 'errors', errors: { [block]: sentence } }
}

function update(view: types.ModalView): ViewResponseAction {
  return { response_action: 'update', view }
}
