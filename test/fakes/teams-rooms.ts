import type { TeamsChannel } from './teams-activities.ts'
import { cardsOf, refusalOf, type TeamsRefusal } from './teams-limits.ts'
import type { TeamsPerson } from './teams-people.ts'

/** One state of a message. */
interface Version {
  card: Record<string, unknown> | null
  summary: string
  activity: Record<string, unknown>
}

/** What stands in a conversation. `versions` holds every state of it, the first one first. */
export interface TeamsPosted extends Version {
  id: string
  /** With `;messageid=` for a message of a channel. */
  conversation: string
  /** Whether it opens its thread; messages of a personal conversation all do. */
  root: boolean
  versions: Version[]
}

interface Room {
  id: string
  channel: TeamsChannel | null
  members: TeamsPerson[]
  installed: boolean
  messages: TeamsPosted[]
}

/** Conversations and what is in them, with the answers that Teams gives. */
export interface TeamsRooms {
  addChannel(channel: TeamsChannel, members: TeamsPerson[]): void
  setInstalled(conversation: string, installed: boolean): void
  /** The id of somebody's own conversation with the bot, which from now on exists. */
  personal(person: TeamsPerson): string
  messages(conversation: string): TeamsPosted[]
  removeMessage(conversation: string, id: string): void
  create(body: Record<string, unknown>): Answer
  send(conversation: string, replyTo: string | null, activity: Record<string, unknown>): Answer
  update(conversation: string, id: string, activity: Record<string, unknown>): Answer
  members(conversation: string): Answer
  member(conversation: string, id: string): Answer
}

export interface Answer {
  status: number
  body: unknown
}

const notInRoster: TeamsRefusal = {
  status: 403,
  code: 'BotNotInConversationRoster',
  message: 'The bot is not part of the conversation roster.',
}
const noConversation: TeamsRefusal = {
  status: 404,
  code: 'ConversationNotFound',
  message: 'Conversation not found.',
}

export function openTeamsRooms(people: TeamsPerson[]): TeamsRooms {
  const rooms = new Map<string, Room>()
  let ids = 1_760_000_000_000

  /** The room that a call is about, or why Teams would refuse it. */
  function enter(conversation: string): Room | TeamsRefusal {
    const room = rooms.get(baseOf(conversation))
    if (room === undefined || !threadExists(room, conversation)) return noConversation
    return room.installed ? room : notInRoster
  }

  function add(room: Room, thread: string | null, activity: Record<string, unknown>) {
    ids += 1
    const id = String(ids)
    const conversation = thread ?? (room.channel === null ? room.id : `${room.id};messageid=${id}`)
    const version = versionOf(activity)
    const message = { ...version, id, conversation, root: thread === null, versions: [version] }
    room.messages.push(message)
    return message
  }

  function personal(person: TeamsPerson): string {
    const id = `a:personal-${person.name}`
    if (!rooms.has(id)) {
      rooms.set(id, { id, channel: null, members: [person], installed: true, messages: [] })
    }
    return id
  }

  function createPersonal(asked: unknown): Answer {
    const person = people.find(({ mri, objectId }) => asked === mri || asked === objectId)
    if (person === undefined) {
      return refused({ status: 400, code: 'BadSyntax', message: 'Invalid user identity.' })
    }
    const reachable = [...rooms.values()].some(
      ({ installed, members }) => installed && members.includes(person),
    )
    return reachable ? { status: 201, body: { id: personal(person) } } : refused(notInRoster)
  }

  return {
    addChannel(channel, members) {
      rooms.set(channel.id, { id: channel.id, channel, members, installed: true, messages: [] })
    },
    setInstalled(conversation, installed) {
      const room = rooms.get(conversation)
      if (room !== undefined) room.installed = installed
    },
    personal,
    messages: (conversation) =>
      (rooms.get(baseOf(conversation))?.messages ?? []).filter(
        (message) => conversation === baseOf(conversation) || message.conversation === conversation,
      ),
    removeMessage(conversation, id) {
      const room = rooms.get(baseOf(conversation))
      if (room !== undefined) room.messages = room.messages.filter((message) => message.id !== id)
    },
    create(body) {
      const members = Array.isArray(body['members']) ? body['members'] : []
      if (body['isGroup'] !== true) return createPersonal(members[0]?.id)
      const data = body['channelData'] as { channel?: { id?: string } } | undefined
      const room = enter(data?.channel?.id ?? '')
      if ('status' in room) return refused(room)
      const activity = (body['activity'] ?? {}) as Record<string, unknown>
      const refusal = refusalOf({ type: 'message', ...activity })
      if (refusal !== null) return refused(refusal)
      const message = add(room, null, activity)
      return { status: 201, body: { id: message.conversation, activityId: message.id } }
    },
    send(conversation, replyTo, activity) {
      const room = enter(conversation)
      if ('status' in room) return refused(room)
      if (replyTo !== null && !room.messages.some(({ id }) => id === replyTo)) {
        return refused(activityNotFound)
      }
      const refusal = refusalOf(activity)
      if (refusal !== null) return refused(refusal)
      const thread = conversation === room.id ? null : conversation
      return { status: 201, body: { id: add(room, thread, activity).id } }
    },
    update(conversation, id, activity) {
      const room = enter(conversation)
      if ('status' in room) return refused(room)
      const message = room.messages.find((posted) => posted.id === id)
      if (message === undefined) return refused(activityNotFound)
      const refusal = refusalOf(activity)
      if (refusal !== null) return refused(refusal)
      const version = versionOf(activity)
      message.versions.push(version)
      Object.assign(message, version)
      return { status: 200, body: { id } }
    },
    members(conversation) {
      const room = enter(conversation)
      return 'status' in room
        ? refused(room)
        : { status: 200, body: { members: room.members.map(memberOf) } }
    },
    member(conversation, id) {
      const room = enter(conversation)
      if ('status' in room) return refused(room)
      const person = room.members.find(({ mri }) => mri === id)
      return person === undefined
        ? refused({ status: 404, code: 'MemberNotFoundInConversation', message: 'No such member.' })
        : { status: 200, body: memberOf(person) }
    },
  }
}

const activityNotFound: TeamsRefusal = {
  status: 404,
  code: 'ActivityNotFoundInConversation',
  message: 'Activity not found.',
}

/** The body that Teams answers a refusal with. */
export function refused({ status, code, message }: TeamsRefusal): Answer {
  return { status, body: { error: { code, message } } }
}

function baseOf(conversation: string): string {
  return conversation.split(';')[0] ?? conversation
}

function threadExists(room: Room, conversation: string): boolean {
  return (
    conversation === room.id ||
    room.messages.some((message) => message.root && message.conversation === conversation)
  )
}

function versionOf(activity: Record<string, unknown>): Version {
  const summary = activity['summary']
  return {
    card: cardsOf(activity)[0] ?? null,
    summary: typeof summary === 'string' ? summary : '',
    activity,
  }
}

/** A member as the roster gives it: absent is absent, and not null. */
function memberOf(person: TeamsPerson) {
  return {
    id: person.mri,
    name: person.displayName,
    userRole: person.role,
    ...(person.objectId === null
      ? {}
      : { objectId: person.objectId, aadObjectId: person.objectId }),
    ...(person.tenant === null ? {} : { tenantId: person.tenant }),
    ...(person.email === null ? {} : { email: person.email }),
    ...(person.userPrincipalName === null ? {} : { userPrincipalName: person.userPrincipalName }),
  }
}
