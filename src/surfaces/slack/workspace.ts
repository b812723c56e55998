import type { WebClient } from '@slack/web-api'
import { failureOf } from './failure.ts'
import type { Log } from './log.ts'

/** The workspace that the bot is installed in. */
export interface Workspace {
  /** Asked once and kept; null while Slack cannot be asked, and asked again at the next call. */
  team(): Promise<string | null>
}

export function createWorkspace(client: WebClient, log: Log): Workspace {
  let known: string | null = null
  let asking: Promise<string | null> | null = null

  async function ask(): Promise<string | null> {
    try {
      known = (await client.auth.test()).team_id ?? null
    } catch (error) {
      log.warn({ failure: failureOf(error) }, 'Slack did not say which workspace the bot is in')
    } finally {
      asking = null
    }
    return known
  }

  function team(): Promise<string | null> {
    if (known !== null) {
      return Promise.resolve(known)
    }
    asking ??= ask()
    return asking
  }

  return { team }
}
