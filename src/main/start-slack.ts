import type { Express } from 'express'
import { createSlack, type SlackSurface } from '../surfaces/slack/slack.ts'
import type { Config } from './config.ts'
import { newId } from './ids.ts'
import { countRefusedCalls } from './refused-calls.ts'
import { personalVerbs, type Wiring } from './wire.ts'

/** Slack, on the same app as everything else and before every body reader. */
export function startSlack(
  wiring: Wiring,
  slack: NonNullable<Config['slack']>,
  app: Express,
  canSignIn: boolean,
): SlackSurface {
  const { deps, log, refreshRosters } = wiring
  const refused = countRefusedCalls({
    newId,
    append: deps.events.append,
    now: deps.now,
    onFault: (err) => log.warn({ err }, 'refused calls could not be recorded'),
  })
  const surface = createSlack({
    botToken: slack.botToken,
    signingSecret: slack.signingSecret,
    ...(slack.apiUrl === null ? {} : { apiUrl: slack.apiUrl }),
    app,
    verbs: personalVerbs(wiring, canSignIn),
    consoleUrl: new URL('/requests', deps.publicUrl).href,
    log,
    onRefusedCall: (reason) => refused.count('slack', reason),
    onUsergroupChanged: refreshRosters,
    now: () => new Date(),
  })
  return {
    ...surface,
    stop: async () => {
      await surface.stop()
      await refused.stop()
    },
  }
}
