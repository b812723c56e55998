/** What a chat asks of the house beside `decide`: views for one person, what waits, linking, and where the bot is. */
import type { CardId, PersonId, RequestId } from '../../contract/ids.ts'
import type { DecisionWord, RequestStatus, SurfaceName } from '../../contract/words.ts'
import type { Card, Rights } from '../../core/card/card.ts'
import type { MessageRef, NewMessage } from './card.ts'
import type { EventDraft } from './event.ts'
import type { Account, Clicker } from './principal.ts'
import type { Click, Decide, LinkOffer, RequestPageView } from './verb.ts'

/**
 * A card as one person should see it. `may` is null where we do not know who they are: they see what
 * everybody sees. Null where the request does not exist, or where they may not see it there.
 */
export interface PersonalCard {
  card: Card
  may: Rights | null
}

export type LookAtCard = (look: {
  request: RequestId
  /** What the card showed, and the message that it stands in: who may not read the request sees it there alone. */
  digest: string
  message: Click['message']
  surface: SurfaceName
  clicker: Clicker
  /** How much of a payload's text the surface's card holds. */
  payloadCharsMax: number
}) => Promise<PersonalCard | null>

/** What waits for one person, as cards to be sent to them alone; or a sentence that says why we do not know them. */
export type WaitingCards =
  | {
      kind: 'known'
      person: PersonId
      cards: { card: Card; cardId: CardId; may: Rights; version: number }[]
      more: boolean
    }
  | { kind: 'unknown'; sentence: string }

export type ShowWaiting = (look: {
  surface: 'slack' | 'teams'
  clicker: Clicker
  payloadCharsMax: number
  countMax: number
}) => Promise<WaitingCards>

/** Everything about a request, as the console's page has it; null where it is not there or not theirs to see. */
export type Inspect = (look: {
  request: RequestId
  clicker: Clicker
}) => Promise<RequestPageView | null>

/** A request in one line. `own` is the last word of the person who looks. */
export interface RequestLine {
  request: RequestId
  url: string
  action: string
  environment: string | null
  agent: string
  status: RequestStatus
  askedAt: Date
  decidedAt: Date | null
  own: { decision: DecisionWord; at: Date } | null
}

/** One person's own place in a chat; or a sentence that says why we do not know them. */
export type HomeOfPerson =
  | {
      kind: 'known'
      /** The nearest deadline first; `more` where there is more than was asked for. */
      waiting: { card: Card; may: Rights }[]
      more: boolean
      decided: RequestLine[]
      /** What the agents that they own asked for. */
      asked: RequestLine[]
    }
  | { kind: 'unknown'; sentence: string }

export type ShowHome = (look: {
  clicker: Clicker
  payloadCharsMax: number
  waitingCountMax: number
  latestCountMax: number
}) => Promise<HomeOfPerson>

/**
 * Makes a message that was sent to one person follow its request like every other card. Answers what was shown in that
 * conversation before of the same request: it follows no more, so the surface says there that it stands further down.
 */
type FollowMessage = (
  message: Omit<NewMessage, 'id'> & { person: PersonId },
  conversation: string,
) => Promise<MessageRef[]>

/**
 * `closed`: nobody can sign in anywhere yet. `linked`: we know now whose the account is. `known`: it is somebody's, and
 * the address is for making them one with whoever is signed in there.
 */
export type LinkAnswer =
  | { kind: 'offered'; url: string; known: boolean }
  | { kind: 'linked' }
  | { kind: 'refused'; sentence: string }
  | { kind: 'closed' }

/** Asks for a one-time address at which a signed-in person says that the account is theirs. */
type OfferLink = (clicker: Clicker) => Promise<LinkAnswer>

/** A place in a chat where the bot was seen, by ids of the platform. */
export interface Conversation {
  surface: 'teams'
  tenant: string
  /** The platform's conversation id, without any message id. */
  id: string
  kind: 'team' | 'channel' | 'group' | 'personal'
  /** The conversation id of the team around a channel. */
  team: string | null
  /** The Entra group id of the team. */
  group: string | null
  /** The person of a personal conversation, by their object id. */
  subject: string | null
  name: string | null
  /** Where the platform wants to be called about it. */
  serviceUrl: string
}

/** How a channel is reached. Whether the bot may post there is the platform's to say. */
export interface KnownChannel {
  tenant: string
  serviceUrl: string
}

export interface Conversations {
  /** Writes what was seen; cards that failed for want of it are tried again. */
  save(conversation: Conversation, event: EventDraft | null): Promise<void>
  /** The bot, or the channel, is there no more. A team takes its channels along. */
  remove(at: Pick<Conversation, 'surface' | 'tenant' | 'id'>, event: EventDraft): Promise<void>
  /** By the channel itself, else by its team, else by any place in its tenant. */
  channel(query: {
    surface: 'teams'
    tenant: string | null
    /** The tenant that is meant where an id is known in two and none is named. */
    prefer: string
    team: string | null
    channel: string
  }): Promise<KnownChannel | null>
  /** By any place in the tenant. */
  anywhere(at: { surface: 'teams'; tenant: string }): Promise<KnownChannel | null>
  /** A person's own conversation with the bot. */
  personal(account: Account): Promise<Conversation | null>
}

/** The same, as a surface reports what it sees and asks what is known. */
export interface ConversationDesk extends Pick<Conversations, 'channel' | 'anywhere' | 'personal'> {
  /** `installed`: the bot was added here just now; otherwise it was merely seen or renamed. */
  seen(conversation: Conversation, installed: boolean): Promise<void>
  gone(at: Pick<Conversation, 'surface' | 'tenant' | 'id'>): Promise<void>
}

/**
 * An offer with whoever its account belongs to; or, while it is nobody's, with whoever holds its e-mail: the one person
 * who may accept it.
 */
export interface KeptOffer extends LinkOffer {
  holder: PersonId | null
}

/** One-time addresses for linking; only hashes of them are kept. */
export interface LinkOffers {
  add(offer: KeptOffer & { hash: string; expiresAt: Date }): Promise<void>
  read(hash: string, at: Date): Promise<KeptOffer | null>
  /** Reads it and uses it up, once, before it has expired. */
  use(hash: string, at: Date): Promise<KeptOffer | null>
}

/** What a chat is handed that shows each person their own views. */
export interface PersonalVerbs {
  decide: Decide
  look: LookAtCard
  inspect: Inspect
  home: ShowHome
  offerLink: OfferLink
}

/** Everything that a chat with a conversation of its own is handed. */
export interface ChatVerbs {
  decide: Decide
  look: LookAtCard
  waiting: ShowWaiting
  follow: FollowMessage
  offerLink: OfferLink
  conversations: ConversationDesk
  /** The tenants that the operator and the policy in force name, in lower case. */
  allowedTenants: () => Promise<string[]>
}
