import type { types } from '@slack/bolt'
import { clip, escapeText } from './clip.ts'
import { failureOf } from './failure.ts'
import type { Homes } from './homes.ts'
import type { Asker } from './interaction.ts'
import { sentenceCharsMax } from './limits.ts'
import type { Log } from './log.ts'
import { paragraph, plain, richText } from './rich-text.ts'
import { sentenceModal } from './views/modal.ts'
import { openView } from './views/open-view.ts'

const responseUrlMsMax = 2_000

/** What one person is told, and where they can do more about it. */
export interface Answer {
  sentence: string
  url: string | null
}

/**
 * Tells one person something that nobody else in the channel sees. Where Slack takes no ephemeral
 * message (the person is not in the channel, the bot was removed), the click's own response address is
 * used (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses). In the Home
 * tab and in a modal there is neither, so another modal says it. An answer that cannot be given is
 * logged: the decision does not depend on it.
 */
export async function answerPrivately(
  homes: Homes,
  log: Log,
  asker: Asker,
  answer: Answer,
): Promise<void> {
  const message = messageOf(answer)
  const failure = await postEphemeral(homes, asker, message)
  if (failure === null) {
    return
  }
  const answered =
    (asker.responseUrl !== null && (await respond(asker.responseUrl, message))) ||
    (asker.channel === null && (await showModal(homes, asker, answer)))
  if (!answered) {
    log.warn({ failure }, 'A private answer reached nobody')
  }
}

async function showModal(homes: Homes, asker: Asker, { sentence, url }: Answer): Promise<boolean> {
  const view = sentenceModal(clip(sentence, sentenceCharsMax).text, url)
  return (await openView(homes, asker, view)) === null
}

interface Message {
  text: string
  blocks: types.KnownBlock[]
}

function messageOf({ sentence, url }: Answer): Message {
  const { text } = clip(sentence, sentenceCharsMax)
  const link = url === null ? [] : [[{ type: 'link' as const, url, text: 'Open full request' }]]
  return {
    text: escapeText(text),
    blocks: [richText('cs_answer', [paragraph([[plain(text)], ...link])])],
  }
}

async function postEphemeral(
  homes: Homes,
  { home: at, channel, user }: Asker,
  message: Message,
): Promise<object | null> {
  if (channel === null) return { kind: 'refused', reason: 'no_channel' }
  try {
    const home = await homes.of(at)
    if (home.kind !== 'home') return home
    const { interactive } = home.clients
    await interactive.chat.postEphemeral({
      channel,
      user,
      ...message,
      link_names: false,
      parse: 'none',
    })
    return null
  } catch (error) {
    return failureOf(error)
  }
}

async function respond(responseUrl: string, message: Message): Promise<boolean> {
  try {
    const response = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
      redirect: 'error',
      signal: AbortSignal.timeout(responseUrlMsMax),
    })
    return response.ok
  } catch {
    return false
  }
}
