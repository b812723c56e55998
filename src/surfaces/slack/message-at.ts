import type { MessageRef } from '../../app/ports.ts'

/** Where a message is, as `chat.update` wants it, and by whose token. Null: there is only one. */
export function messageAt(
  channel: string,
  ts: string,
  home: string | null,
): { key: string; ref: MessageRef } {
  return { key: `${channel}:${ts}`, ref: { channel, ts, ...(home === null ? {} : { home }) } }
}
