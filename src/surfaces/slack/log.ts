import { type Logger, LogLevel } from '@slack/bolt'

/** What this surface says to the operator: data in the fields, a sentence that never changes beside them. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

/**
 * Gives the Slack libraries a voice in our log. Their debug and info lines are dropped, because
 * their debug lines quote the bodies of requests.
 */
export function slackLogger(log: Log): Logger {
  return {
    debug() {},
    info() {},
    warn(...parts: unknown[]) {
      log.warn({ said: parts.map(asText).join(' ') }, 'The Slack library warned')
    },
    error(...parts: unknown[]) {
      log.error({ said: parts.map(asText).join(' ') }, 'The Slack library reported an error')
    },
    setLevel() {},
    setName() {},
    getLevel: () => LogLevel.WARN,
  }
}

function asText(part: unknown): string {
  return part instanceof Error ? part.message : String(part)
}
