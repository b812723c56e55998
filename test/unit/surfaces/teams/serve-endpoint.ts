import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Activity } from '../../../../src/surfaces/teams/activity.ts'
import type {
  InvokeAnswer,
  TeamsSettings,
} from '../../../../src/surfaces/teams/connection/connection.ts'
import { createEndpoint } from '../../../../src/surfaces/teams/endpoint.ts'
import { createTransport } from '../../../../src/surfaces/teams/transport.ts'
import { tenantId } from '../../../fakes/teams-people.ts'

/** The endpoint on a real HTTP server, as `main` mounts it, with a handler that keeps what it got. */
export interface ServedEndpoint {
  /** The whole address that Teams would call. */
  url: string
  handled: Activity[]
  refused: string[]
  logged: { level: string; message: string }[]
  /** What the next activities are answered with; an error is thrown. */
  answer: InvokeAnswer | null | Error
  allowedTenants: string[] | Error
  close(): Promise<void>
}

export async function serveEndpoint(settings: TeamsSettings): Promise<ServedEndpoint> {
  const app = express()
  const logged: ServedEndpoint['logged'] = []
  const say = (level: string) => (_fields: object, message: string) => {
    logged.push({ level, message })
  }
  const log = { info: say('info'), warn: say('warn'), error: say('error') }
  const served: ServedEndpoint = {
    url: '',
    handled: [],
    refused: [],
    logged,
    answer: null,
    allowedTenants: [tenantId],
    close: async () => undefined,
  }
  const transport = await createTransport(settings, log)
  app.all(
    '/api/messages',
    createEndpoint({
      transport,
      settings,
      log,
      allowedTenants: async () => orThrow(served.allowedTenants),
      onRefusedCall: (reason) => served.refused.push(reason),
      handle: async (activity) => {
        served.handled.push(activity)
        return orThrow(served.answer)
      },
    }),
  )
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  const { port } = server.address() as AddressInfo
  served.url = `http://127.0.0.1:${port}/api/messages`
  served.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return served
}

function orThrow<Value>(value: Value | Error): Value {
  if (value instanceof Error) throw value
  return value
}
