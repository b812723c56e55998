import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { ChatVerbs, Conversation, Decide } from '../../src/app/ports.ts'
import type { Card, Rights } from '../../src/core/card/card.ts'
import { createTeams, type TeamsSurface } from '../../src/surfaces/teams/teams.ts'
import { pendingCard } from './cards.ts'
import type { FakeTeams } from './teams-fake.ts'
import { tenantId } from './teams-people.ts'

/** The Teams surface on a real HTTP server of its own, as `main` would mount it. */
export interface TeamsServer {
  surface: TeamsSurface
  /** The address that Teams calls. */
  endpoint: string
  refusedCalls: string[]
  /** What the next person who looks sees. */
  view: { card: Card; may: Rights | null }
  /** Where the bot was seen, and where it is no more. */
  places: { seen: { place: Conversation; installed: boolean }[]; gone: string[] }
  close(): Promise<void>
}

export async function startTeamsServer(
  teams: FakeTeams,
  decide: Decide,
  more: Partial<ChatVerbs> = {},
): Promise<TeamsServer> {
  const app = express()
  const refusedCalls: string[] = []
  const places: TeamsServer['places'] = { seen: [], gone: [] }
  const view: TeamsServer['view'] = { card: pendingCard(), may: null }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const surface = await createTeams({
    settings: teams.settings,
    app,
    verbs: { ...verbsOf(decide, view, places), ...more },
    consoleUrl: 'https://countersign.example.com/requests',
    log,
    onRefusedCall: (reason) => refusedCalls.push(reason),
    now: () => new Date(),
  })
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  const { port } = server.address() as AddressInfo
  return {
    surface,
    endpoint: `http://127.0.0.1:${port}/api/messages`,
    refusedCalls,
    view,
    places,
    async close() {
      await surface.stop()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

function verbsOf(
  decide: Decide,
  view: TeamsServer['view'],
  places: TeamsServer['places'],
): ChatVerbs {
  return {
    decide,
    look: async () => view,
    waiting: async () => ({ kind: 'known', person: 'per_ana', cards: [], more: false }),
    follow: async () => [],
    offerLink: async () => ({ kind: 'closed' }),
    allowedTenants: async () => [tenantId],
    conversations: {
      channel: async () => null,
      anywhere: async () => null,
      personal: async () => null,
      seen: async (place, installed) => {
        places.seen.push({ place, installed })
      },
      gone: async ({ id }) => {
        places.gone.push(id)
      },
    },
  }
}
