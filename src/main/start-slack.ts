import type { Express } from 'express'
import type { SlackSettings } from '../surfaces/slack/settings.ts'
import { createSlack, type SlackSurface } from '../surfaces/slack/slack.ts'
import { newId } from './ids.ts'
import { countRefusedCalls } from './refused-calls.ts'
import { deriveKey } from './sealing.ts'
import { installationDesk, type Wiring } from './wire.ts'

/** Slack, on the same app as everything else and before every body reader. */
export function startSlack(
  wiring: Wiring,
  settings: SlackSettings,
  app: Express,
  secretKey: Uint8Array | undefined,
): SlackSurface {
  const { deps, decide, log } = wiring
  const refused = countRefusedCalls({
    newId,
    append: deps.events.append,
    now: deps.now,
    onFault: (err) => log.warn({ err }, 'refused calls could not be recorded'),
  })
  const surface = createSlack({
    settings,
    app,
    decide,
    installing: settings.oauth === null ? null : installing(wiring, secretKey),
    log,
    onRefusedCall: (reason) => refused.count('slack', reason),
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

function installing(wiring: Wiring, secretKey: Uint8Array | undefined) {
  if (secretKey === undefined) throw new Error('a configuration without a secret key got here')
  const stateSecret = deriveKey(secretKey, 'slack-install-state').toString('base64url')
  return { desk: installationDesk(wiring), stateSecret }
}
