import type { Express } from 'express'
import type { TeamsSettings } from '../surfaces/teams/connection/connection.ts'
import { createTeams, type TeamsSurface } from '../surfaces/teams/teams.ts'
import { chatVerbs } from './chat-verbs.ts'
import { newId } from './ids.ts'
import { countRefusedCalls } from './refused-calls.ts'
import type { Wiring } from './wire.ts'

/** Microsoft Teams, on the same app as everything else and before every body reader. */
export async function startTeams(
  wiring: Wiring,
  settings: TeamsSettings,
  app: Express,
  canSignIn: boolean,
): Promise<TeamsSurface> {
  const { deps, log } = wiring
  const refused = countRefusedCalls({
    newId,
    append: deps.events.append,
    now: deps.now,
    onFault: (err) => log.warn({ err }, 'refused calls could not be recorded'),
  })
  if (settings.auth === 'off') {
    log.warn(
      {},
      'TEAMS_AUTH=off: nobody checks who calls /api/messages, and every decision from there is marked as unverified',
    )
  }
  const surface = await createTeams({
    settings,
    app,
    verbs: chatVerbs(wiring, settings.tenant, canSignIn),
    consoleUrl: new URL('/requests', deps.publicUrl).href,
    log,
    onRefusedCall: (reason) => refused.count('teams', reason),
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
