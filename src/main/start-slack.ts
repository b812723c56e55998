import type { Express } from 'express'
import { seeInstalled, seeRemoved } from '../app/installations.ts'
import type { InstallationDesk } from '../app/ports.ts'
import type { SlackSettings } from '../surfaces/slack/settings.ts'
import { createSlack, type SlackSurface } from '../surfaces/slack/slack.ts'
import { personalVerbs } from './chat-verbs.ts'
import { newId } from './ids.ts'
import { countRefusedCalls } from './refused-calls.ts'
import { deriveKey } from './sealing.ts'
import type { Wiring } from './wire.ts'

/** Slack, on the same app as everything else and before every body reader. */
export function startSlack(
  wiring: Wiring,
  settings: SlackSettings,
  app: Express,
  { canSignIn, secretKey }: { canSignIn: boolean; secretKey: Uint8Array | undefined },
): SlackSurface {
  const { deps, log, refreshRosters } = wiring
  const refused = countRefusedCalls({
    newId,
    append: deps.events.append,
    now: deps.now,
    onFault: (err) => log.warn({ err }, 'refused calls could not be recorded'),
  })
  const surface = createSlack({
    settings,
    app,
    verbs: personalVerbs(wiring, canSignIn),
    consoleUrl: new URL('/requests', deps.publicUrl).href,
    installing: settings.oauth === null ? null : installing(wiring, secretKey),
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

function installing(wiring: Wiring, secretKey: Uint8Array | undefined) {
  if (secretKey === undefined) throw new Error('a configuration without a secret key got here')
  const stateSecret = deriveKey(secretKey, 'slack-install-state').toString('base64url')
  return { desk: installationDesk(wiring), stateSecret }
}

/** Where workspaces that install the app by themselves are kept. */
function installationDesk({ deps }: Wiring): InstallationDesk {
  return {
    find: (id) => deps.installations.find(id),
    only: () => deps.installations.only(),
    installed: (installation) => seeInstalled(deps, installation),
    removed: (id, until) => seeRemoved(deps, id, until),
  }
}
