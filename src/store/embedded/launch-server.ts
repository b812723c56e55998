import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { loopbackAddress, usesTcp } from './free-port.ts'
import { livePostmaster, type Postmaster, removeStalePidFile } from './postmaster.ts'
import { type EmbeddedRefusal, refuse } from './refusal.ts'
import { type Attempt, type ServerPlan, spawnServer } from './spawn-server.ts'

const startLimitMs = 60_000
/** A server that replays a long log after a crash is alive and needs its time. */
const recoveryLimitMs = 600_000
const lookEveryMs = 50
const restartPauseMs = 300
const unexplainedExitsMax = 2

/** A server whose predecessor is not quite gone, or who lost a race, says one of these. */
const passing = /is still in use|already exists|could not create lock file/i

export interface RunningServer {
  kind: 'running'
  pid: number
  host: string
  port: number
  /** It was running before: somebody else started it. */
  adopted: boolean
}

interface Launch {
  plan: ServerPlan
  attempt: Attempt | null
  lastTail: string
  unexplainedExits: number
  giveUpAt: number
}

/** `starting` is a live server that does not answer yet: coming up, recovering, or going down. */
type Found = RunningServer | { kind: 'starting' | 'nothing' }

/** Sees to it that the folder's server runs: adopts it where it does, else starts it, with patience. */
export async function launchServer(plan: ServerPlan): Promise<RunningServer | EmbeddedRefusal> {
  const giveUpAt = Date.now() + startLimitMs
  const launch: Launch = { plan, attempt: null, lastTail: '', unexplainedExits: 0, giveUpAt }
  for (;;) {
    const found = await look(launch)
    if (found.kind === 'running') return found
    await moveOn(launch, found)
    if (isHopeless(launch, found)) return gaveUp(launch)
    await sleep(lookEveryMs)
  }
}

async function look({ plan, attempt }: Launch): Promise<Found> {
  const postmaster = livePostmaster(plan.dataFolder)
  if (!postmaster) return { kind: 'nothing' }
  const address = addressOf(postmaster)
  if (!postmaster.ready || !(await answers(address))) return { kind: 'starting' }
  const adopted = attempt?.pid !== postmaster.pid
  return { kind: 'running', pid: postmaster.pid, ...address, adopted }
}

/** Starts a server where there is none, and takes note of one that came to nothing. */
async function moveOn(launch: Launch, found: Found): Promise<void> {
  if (launch.attempt?.hasExited()) {
    launch.lastTail = launch.attempt.tail()
    if (!passing.test(launch.lastTail)) launch.unexplainedExits++
    launch.attempt = null
    await sleep(restartPauseMs)
  } else if (!launch.attempt && found.kind === 'nothing') {
    removeStalePidFile(launch.plan.dataFolder)
    launch.attempt = spawnServer(launch.plan)
  }
}

function isHopeless(launch: Launch, found: Found): boolean {
  const patience = found.kind === 'starting' ? recoveryLimitMs : 0
  return launch.unexplainedExits >= unexplainedExitsMax || Date.now() > launch.giveUpAt + patience
}

function gaveUp({ plan, attempt, lastTail }: Launch): EmbeddedRefusal {
  const tail = lastTail || attempt?.tail() || 'nothing'
  return refuse(
    'did_not_start',
    `The embedded PostgreSQL did not start; its log ${plan.logFile} ends with: ${tail}`,
  )
}

function addressOf(postmaster: Postmaster): { host: string; port: number } {
  return { host: usesTcp() ? loopbackAddress : postmaster.socketFolder, port: postmaster.port }
}

function answers({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = usesTcp() ? connect(port, host) : connect(`${host}/.s.PGSQL.${port}`)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
