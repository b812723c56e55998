import type { Express } from 'express'
import { createSlack, type SlackSurface } from '../surfaces/slack/slack.ts'
import type { Config } from './config.ts'
import { newId } from './ids.ts'
import { countRefusedCalls } from './refused-calls.ts'
import type { Wiring } from './wire.ts'

/** Slack, on the same app as everything else and before every body reader. */
export function startSlack(
  { deps, decide, log, refreshRosters }: Wiring,
  slack: NonNullable<Config['slack']>,
  app: Express,
): SlackSurface {
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
    decide,
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
