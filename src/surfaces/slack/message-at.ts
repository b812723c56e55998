import type { MessageRef } from '../../app/ports.ts'

/** Where a message is, as `chat.update` wants it. */
export function messageAt(channel: string, ts: string): { key: string; ref: MessageRef } {
  return { key: `${channel}:${ts}`, ref: { channel, ts } }
}
