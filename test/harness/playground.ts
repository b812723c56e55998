import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { z } from 'zod'
import { until } from './until.ts'

/**
 * Microsoft's Agents Playground, a Teams on this machine. It comes under Microsoft's own pre-release terms, so it is no
 * dependency of ours: whoever sets TEAMS_PLAYGROUND=1 accepts them, and only then it is fetched, into a temporary folder.
 */
export const isPlaygroundWanted = process.env['TEAMS_PLAYGROUND'] === '1'

const packageName = '@microsoft/m365agentsplayground'
const packageVersion = '0.2.28'
const fetchMsMax = 120_000
const startMsMax = 30_000
const stopMsMax = 5_000

const run = promisify(execFile)
const configFile = fileURLToPath(new URL('../../manifests/teams/playground.yaml', import.meta.url))
const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href

const Person = z.object({ id: z.string(), name: z.string(), aadObjectId: z.string() })
const Place = z.object({ id: z.string(), name: z.string() })
const Tenant = z.object({
  tenantId: z.string(),
  bot: Place,
  currentUser: Person,
  users: z.array(Person),
  groupChat: Place,
  team: Place.extend({ aadGroupId: z.string(), channels: z.tuple([Place]) }),
})

/** The tenant that docs/teams.md offers for a trial. */
export const trialTenant = Tenant.parse(parse(readFileSync(configFile, 'utf8')))

export interface Playground {
  url: string
  stop(): Promise<void>
}

/** Where a Playground on this port is called by a bot. It names itself so in what it sends, and not by its number. */
export function connectorOf(port: number): string {
  return `http://localhost:${port}/_connector`
}

/**
 * Starts it for a bot. It listens on all addresses of the machine and has no setting for that: it is stopped as soon as
 * it is no longer needed, and ends by itself where this process does.
 */
export async function startPlayground(endpoint: string, port: number): Promise<Playground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-playground-'))
  const child = await start(folder, endpoint, port).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const stop = async () => {
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  await untilListening(child, port).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url: `http://127.0.0.1:${port}`, stop }
}

async function start(folder: string, endpoint: string, port: number): Promise<ChildProcess> {
  const program = process.env['PLAYGROUND_BIN'] ?? (await fetchInto(folder))
  const options = ['-e', endpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry']
  return spawn(process.execPath, ['--import', endWithParent, program, 'start', ...options], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: configFile,
      M365_AGENTS_PLAYGROUND_LOGFILE: path.join(folder, 'playground.log'),
      TEAMSAPPTESTER_BROWSER: 'none',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

async function fetchInto(folder: string): Promise<string> {
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  const wanted = `${packageName}@${packageVersion}`
  await run('npm', ['install', '--prefix', folder, ...quiet, wanted], { timeout: fetchMsMax })
  return path.join(folder, 'node_modules', packageName, 'cli.js')
}

/** Where the port is taken it would choose another one, and is then not the one that the bot was told of. */
async function untilListening(child: ChildProcess, port: number): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk
    })
  }
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the Playground stopped:\n${said}`)
    return new RegExp(`Listening on ${port}\\b`).test(said)
  }, startMsMax)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  const insist = setTimeout(() => child.kill('SIGKILL'), stopMsMax)
  await exited
  clearTimeout(insist)
}
