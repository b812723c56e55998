import type { WebClient } from '@slack/web-api'
import type { Account, MessageRef, SayResult } from '../../app/ports.ts'
import type { Note } from '../../core/card/note.ts'
import { failureOf } from './failure.ts'
import type { Log } from './log.ts'
import { isUserId, renderNote } from './note.ts'
import { inert, type Postbox } from './posting.ts'

type Mouth = Postbox & { log: Log }

/** The message that a thread would hang under is not there any more. */
const parentGoneErrors = new Set(['thread_not_found', 'message_not_found'])

/**
 * Says something in the thread under a posted card, and nowhere else. Where the card's message was
 * deleted, Slack may put the reply into the channel itself and report success; only the missing
 * `thread_ts` in its answer tells (https://github.com/slack-go/slack/issues/1571). Such a message is
 * taken back: the people in the channel cannot see what it is about.
 */
export async function replyUnder(
  { homes, log }: Mouth,
  note: Note,
  { channel, ts, home: at }: MessageRef,
): Promise<SayResult> {
  if (channel === undefined || ts === undefined) {
    return { kind: 'refused', reason: 'no_message' }
  }
  const home = await homes.of(at ?? null)
  if (home.kind !== 'home') {
    return home
  }
  const client = home.clients.background
  const team = await home.tenant()
  if (team === null) {
    return { kind: 'later', reason: 'unreachable', afterSeconds: null }
  }
  const message = { channel, thread_ts: ts, ...renderNote(note, team), ...inert }
  try {
    const said = await client.chat.postMessage(message)
    if (said.message === undefined || said.message.thread_ts !== undefined) {
      return { kind: 'said' }
    }
    await takeBack({ client, log }, said.channel ?? channel, said.ts)
    return { kind: 'refused', reason: 'message_gone' }
  } catch (error) {
    const failure = failureOf(error)
    return parentGoneErrors.has(failure.reason)
      ? { kind: 'refused', reason: 'message_gone' }
      : failure
  }
}

/**
 * Says something to one person in the app's own conversation with them. Slack opens it where a person's
 * id stands for the channel, and `chat:write` is enough for that
 * (https://docs.slack.dev/reference/methods/chat.postMessage, "Begin a conversation").
 */
export async function tellPerson(
  { homes }: Mouth,
  note: Note,
  { tenant, subject }: Account,
): Promise<SayResult> {
  const home = await homes.of(tenant)
  if (home.kind !== 'home') {
    return home
  }
  if (!isUserId(subject)) {
    return { kind: 'refused', reason: 'user_not_found' }
  }
  try {
    const message = { channel: subject, ...renderNote(note, tenant), ...inert }
    await home.clients.background.chat.postMessage(message)
    return { kind: 'said' }
  } catch (error) {
    return failureOf(error)
  }
}

/** What cannot be taken back is logged: to say it once more would only add to it. */
async function takeBack(
  { client, log }: { client: WebClient; log: Log },
  channel: string,
  ts: string | undefined,
): Promise<void> {
  try {
    await client.chat.delete({ channel, ts: ts ?? '' })
  } catch (error) {
    log.warn(
      { failure: failureOf(error) },
      'A reply to a deleted card stands in the channel itself',
    )
  }
}
