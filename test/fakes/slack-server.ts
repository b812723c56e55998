import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Click, Decide, DecideResult, PersonalVerbs } from '../../src/app/ports.ts'
import { createSlack, type SlackSurface } from '../../src/surfaces/slack/slack.ts'
import { until } from '../harness/until.ts'
import type { Deliver } from './slack-hand.ts'
import { type Press, payloadIn, pressBody } from './slack-presses.ts'
import type { SlackSocketPeer } from './slack-socket.ts'
import { slackDesk } from './slack-verbs.ts'
import { botToken, signed, signingSecret } from './slack-workspace.ts'

const appToken = 'xapp-test'

/** A decide that keeps what it was given and answers what it is told to. */
export interface RecordingDecide {
  clicks: Click[]
  /** What the next click gets; an error is thrown. */
  answer: DecideResult | Error
  /** What the next click waits for before it is answered. */
  held: Promise<void>
  decide: Decide
}

export function recordingDecide(answer: DecideResult): RecordingDecide {
  const recording: RecordingDecide = {
    clicks: [],
    answer,
    held: Promise.resolve(),
    async decide(click) {
      recording.clicks.push(click)
      await recording.held
      if (recording.answer instanceof Error) {
        throw recording.answer
      }
      return recording.answer
    },
  }
  return recording
}

/** The Slack surface on a real HTTP server of its own, as `main` would mount it. */
export interface SlackServer {
  slack: SlackSurface
  url: string
  refusedCalls: string[]
  logged: { level: string; message: string }[]
  press(press: Press): Promise<number>
  send(body: string, headers: Record<string, string>): Promise<number>
  /** As Slack would, and what was answered: in Socket Mode through a socket. */
  deliver: Deliver
  close(): Promise<void>
}

export async function startSlackServer(options: {
  apiUrl: string
  /** In Socket Mode: what the front hands out as the place to connect to. */
  socket?: SlackSocketPeer
  decide: Decide
  verbs?: PersonalVerbs
  now?: () => Date
}): Promise<SlackServer> {
  const app = express()
  const socket = options.socket ?? null
  const refusedCalls: string[] = []
  const logged: SlackServer['logged'] = []
  const say = (level: string) => (_fields: object, message: string) => {
    logged.push({ level, message })
  }
  const slack = createSlack({
    settings: {
      botToken,
      connection: socket === null ? { kind: 'http', signingSecret } : { kind: 'socket', appToken },
      oauth: null,
      apiUrl: options.apiUrl,
      secondsBetweenPosts: 1,
    },
    installing: null,
    app,
    verbs: options.verbs ?? slackDesk(options.decide).verbs,
    consoleUrl: 'https://countersign.example.com/requests',
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    onRefusedCall: (reason) => refusedCalls.push(reason),
    now: options.now ?? (() => new Date()),
  })
  app.use(express.json(), express.urlencoded({ extended: false }))
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  if (socket !== null) await until(async () => socket.count() === 2)
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const post: Deliver = async (body, headers) => {
    const answer = await fetch(`${url}/slack/events`, { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text() }
  }
  const deliver: Deliver = async (body, headers) => {
    if (socket === null) return post(body, headers)
    const isTaken = await socket.send('interactive', payloadIn(body))
    return { status: isTaken ? 200 : 404, text: '' }
  }
  return {
    slack,
    url,
    refusedCalls,
    logged,
    send: async (body, headers) => (await post(body, headers)).status,
    deliver,
    press: async (press) => {
      const body = pressBody(press)
      return (await deliver(body, signed(body))).status
    },
    async close() {
      await slack.stop()
      if (socket !== null) await until(async () => socket.count() === 0)
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}
