import type { TeamsMessage } from '../faces/message.ts'

/** Where one conversation can be reached. `serviceUrl` is checked against the allowed hosts before every call. */
interface Place {
  serviceUrl: string
  conversation: string
}

/** A member of a conversation, as Teams says it now. */
export interface Member {
  id: string
  objectId: string | null
  tenant: string | null
  role: string | null
  email: string | null
  userPrincipalName: string | null
  name: string | null
}

/**
 * What Teams gets as the answer to an invoke; always with HTTP status 200. `unchanged` leaves the card that is on the
 * screen where it is (`statusCode` 500, `application/vnd.microsoft.error`): for a refresh that came to nothing.
 */
export type InvokeAnswer =
  | { kind: 'card'; card: TeamsMessage['card'] }
  | { kind: 'message'; text: string }
  | { kind: 'unchanged' }

/** Why a call to Teams did nothing. `code` is Teams' own word for it, or ours where it gave none. */
export class TeamsError extends Error {
  readonly status: number | null
  readonly code: string
  readonly retryAfterSeconds: number | null

  constructor(status: number | null, code: string, retryAfterSeconds: number | null) {
    super(`Teams: ${code}`)
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/**
 * The one door to the Bot Framework: activities in, activities out, in our own types. Every outbound
 * call throws `TeamsError` where it failed, gives up after its time, and is never repeated by itself.
 */
export interface Transport {
  /**
   * Authenticates one HTTP call, and lets it be handled. Nothing of `activity` is believed or handed on: only its
   * service URL is compared with the token. Answers the status and the body that the platform should get: 401 for
   * whatever is not authentic, 500 where `handle` throws. Never throws.
   */
  receive(
    call: { authorization: string | null; activity: Record<string, unknown> },
    handle: () => Promise<InvokeAnswer | null>,
  ): Promise<{ status: number; body: unknown }>
  /** Starts a thread in a channel. */
  startThread(
    at: { serviceUrl: string; tenant: string; channel: string },
    message: TeamsMessage,
  ): Promise<{ conversation: string; activity: string }>
  /** Adds a message to a conversation; in a channel, to the thread that its id names (`;messageid=`). */
  send(at: Place, message: TeamsMessage): Promise<{ activity: string }>
  update(at: Place & { activity: string }, message: TeamsMessage): Promise<void>
  /** Opens a person's own conversation with the bot, by their object id; answers its id. */
  openPersonal(at: { serviceUrl: string; tenant: string; objectId: string }): Promise<string>
  /** One member, or null where the conversation has no such member. Gives up after `msMax`. */
  member(at: Place & { user: string }, msMax: number): Promise<Member | null>
}

/** How the bot proves to Microsoft who it is. */
export type TeamsCredential =
  | { kind: 'password'; password: string }
  | { kind: 'certificate'; certificate: string; privateKey: string }
  | { kind: 'managed_identity' }

export type TeamsCloud = 'public' | 'gcc' | 'gcc_high'

export interface TeamsSettings {
  appId: string
  /** The tenant that the bot is registered in. */
  tenant: string
  credential: TeamsCredential
  cloud: TeamsCloud
  /** `off` only in development on loopback: nobody checks who calls, and what comes of it is marked. */
  auth: 'required' | 'off'
  /** Overrides, for other clouds and for tests. Null: the cloud's own. */
  openIdMetadataUrl: string | null
  loginUrl: string | null
  serviceUrl: string | null
}
