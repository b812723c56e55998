import type { Logger } from '@slack/bolt'
import type { FoundInstallation, InstallationDesk } from '../../app/ports.ts'
import { type Clients, openClients } from './clients.ts'
import type { Failure } from './failure.ts'
import type { Log } from './log.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

/** A workspace, or a whole organisation, that the app is installed in, and the clients that speak there. */
export interface Home {
  kind: 'home'
  clients: Clients
  /** A person here has an account of the organisation, whichever of its workspaces they are in. */
  isOrg: boolean
  /** The id that it was installed under; null for the operator's own workspace, whose token never names another. */
  installed: string | null
  /** The id of the workspace or organisation; null while Slack cannot be asked for it. */
  tenant(): Promise<string | null>
}

/** The one place where a client for a workspace comes from. */
export interface Homes {
  /** By the workspace's or the organisation's id; null: the place names none, so there must be only one. */
  of(tenant: string | null): Promise<Home | Failure>
}

interface HomeSources {
  /** The token of the operator's own workspace, where one is set. */
  botToken: string | null
  apiUrl: string | null
  /** Workspaces that installed the app by themselves; null where none can. */
  installations: Pick<InstallationDesk, 'find' | 'only'> | null
  logger: Logger
  log: Log
}

const knownTokensMax = 200

export function createHomes(sources: HomeSources): Homes {
  const { botToken, installations, log } = sources
  const clientsOf = clientsByToken(sources)
  const own = botToken === null ? null : ownHome(clientsOf(botToken), log)

  async function installed(tenant: string | null): Promise<Home | Failure> {
    if (installations === null) return refused('not_installed_there')
    const found = await (tenant === null ? installations.only() : installations.find(tenant))
    if (found.kind !== 'found') return refused(reasons[found.kind])
    const { id, isOrg, botToken: token } = found.installation
    return { kind: 'home', clients: clientsOf(token), isOrg, installed: id, tenant: async () => id }
  }

  return {
    of: async (tenant) => {
      if (own === null) return installed(tenant)
      if (tenant === null) return own
      const team = await own.tenant()
      if (team === tenant) return own
      const other = await installed(tenant)
      return team === null && other.kind === 'refused'
        ? { kind: 'later', reason: 'unreachable', afterSeconds: null }
        : other
    },
  }
}

const reasons: Record<Exclude<FoundInstallation['kind'], 'found'>, string> = {
  none: 'not_installed_there',
  several: 'workspace_not_named',
  removed: 'app_uninstalled',
  sealed_shut: 'secret_key_changed',
}

function refused(reason: string): Failure {
  return { kind: 'refused', reason }
}

function ownHome(clients: Clients, log: Log): Home {
  const workspace: Workspace = createWorkspace(clients.profile, log)
  const tenant = () => workspace.team()
  return { kind: 'home', clients, isOrg: false, installed: null, tenant }
}

/** Clients are kept for as long as they are not too many: each holds no more than its token. */
function clientsByToken({ apiUrl, logger }: HomeSources): (token: string) => Clients {
  const known = new Map<string, Clients>()
  return (token) => {
    const clients = known.get(token) ?? openClients(token, apiUrl ?? undefined, logger)
    if (known.size >= knownTokensMax) known.clear()
    known.set(token, clients)
    return clients
  }
}
