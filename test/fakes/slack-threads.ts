import { isRecord } from './slack-json.ts'

/**
 * Which messages are there to be replied to. The emulator takes any `thread_ts`; Slack answers as if all
 * were well too, but drops a `thread_ts` whose message was deleted, so that the reply stands in the channel.
 *
 * @see https://github.com/slack-go/slack/issues/1571
 */
export interface Threads {
  /** The body as Slack would act on it. */
  taken(method: string, body: string): string
  /** Learns from an answer what was posted or deleted. */
  heard(method: string, body: string, answer: string): void
}

export function openThreads(): Threads {
  const present = new Set<string>()
  return {
    taken(method, body) {
      const form = new URLSearchParams(body)
      const parent = `${form.get('channel')}:${form.get('thread_ts')}`
      if (method === 'chat.postMessage' && form.has('thread_ts') && !present.has(parent)) {
        form.delete('thread_ts')
        return form.toString()
      }
      return body
    },
    heard(method, body, answer) {
      const said: unknown = JSON.parse(answer)
      if (!isRecord(said) || said['ok'] !== true) return
      if (method === 'chat.postMessage') present.add(`${said['channel']}:${said['ts']}`)
      const form = new URLSearchParams(body)
      if (method === 'chat.delete') present.delete(`${form.get('channel')}:${form.get('ts')}`)
    },
  }
}
