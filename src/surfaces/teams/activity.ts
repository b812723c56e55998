import { z } from 'zod'

/**
 * What we read of an activity: https://learn.microsoft.com/azure/bot-service/rest-api. Members that we
 * do not use may be there and may be anything; those that we use must be what they are documented to be.
 */
const idCharsMax = 1_000
const textCharsMax = 10_000
const membersMax = 1_000

const Id = z.string().min(1).max(idCharsMax)
const Name = z.string().max(textCharsMax)
const Members = z.array(z.looseObject({ id: Id })).max(membersMax)

const Common = z.looseObject({
  type: z.string().min(1).max(100),
  channelId: z.string().max(100),
  serviceUrl: z.string().max(2_000),
  from: z.looseObject({ id: Id, aadObjectId: Id.nullish() }),
  recipient: z.looseObject({ id: Id }),
  conversation: z.looseObject({
    id: Id,
    conversationType: z.string().nullish(),
    tenantId: Id.nullish(),
    isGroup: z.boolean().nullish(),
  }),
  channelData: z
    .looseObject({
      tenant: z.looseObject({ id: Id }).nullish(),
      team: z.looseObject({ id: Id, name: Name.nullish(), aadGroupId: Id.nullish() }).nullish(),
      channel: z.looseObject({ id: Id, name: Name.nullish() }).nullish(),
      eventType: z.string().max(100).nullish(),
    })
    .nullish(),
  replyToId: Id.nullish(),
})
type Common = z.infer<typeof Common>

const CardAction = z.looseObject({
  value: z.looseObject({
    action: z.looseObject({
      type: z.literal('Action.Execute'),
      verb: z.string().min(1).max(100),
      data: z.record(z.string(), z.unknown()).nullish(),
    }),
  }),
})
const Message = z.looseObject({ text: z.string().nullish() })
const Installation = z.looseObject({
  action: z.enum(['add', 'remove', 'add-upgrade', 'remove-upgrade']),
})
const Change = z.looseObject({ membersRemoved: Members.nullish() })

/** What every activity tells, in our own words. Object ids and tenants are lower-cased. */
interface Told {
  channelId: string
  serviceUrl: string
  /** Null where the activity names none, or two different ones. */
  tenant: string | null
  recipient: string
  /** The id that this bot knows the sender by. */
  user: string
  /** The sender's Entra object id; null where they have none (anonymous people). */
  objectId: string | null
  /** As given: in a channel's thread with `;messageid=`. */
  conversation: string
  /** Without it: the channel itself. */
  baseConversation: string
  conversationKind: 'personal' | 'group' | 'channel'
  /** The message that this is about: the one with the card that was clicked. */
  message: string | null
  team: { id: string; name: string | null; group: string | null } | null
  channel: { id: string; name: string | null } | null
}

type Kind =
  /** A click on a card, or Teams' own asking for a fresh one: the verb tells which. */
  | { kind: 'action'; verb: string; data: Record<string, unknown> }
  /** Something that a person wrote. */
  | { kind: 'message'; text: string }
  | { kind: 'installed' }
  | { kind: 'removed' }
  /** `event` is Teams' own word: `channelRenamed`, `teamDeleted`, `teamMemberAdded`, ... */
  | { kind: 'place_changed'; event: string }
  | { kind: 'other'; type: string }

/** An activity that came in, by what it asks of us. */
export type Activity = Told & Kind

/** Null where the body is no activity, or misses something that its kind must have. */
export function readActivity(body: unknown): Activity | null {
  const common = Common.safeParse(body)
  if (!common.success) {
    return null
  }
  const kind = readKind(common.data)
  return kind === null ? null : { ...toldBy(common.data), ...kind }
}

/** A conversation without the message id that names a thread in it. */
export function baseOf(conversation: string): string {
  return conversation.replace(/;messageid=.*$/is, '')
}

function readKind(activity: Common): Kind | null {
  switch (activity.type) {
    case 'invoke':
      return activity['name'] === 'adaptiveCard/action'
        ? readAction(activity)
        : { kind: 'other', type: 'invoke' }
    case 'message': {
      const { success, data } = Message.safeParse(activity)
      return success
        ? { kind: 'message', text: (data.text ?? '').trim().slice(0, textCharsMax) }
        : null
    }
    case 'installationUpdate':
      return readInstallation(activity)
    case 'conversationUpdate':
      return readChange(activity)
    default:
      return { kind: 'other', type: activity.type }
  }
}

function readAction(activity: Common): Kind | null {
  const parsed = CardAction.safeParse(activity)
  if (!parsed.success) {
    return null
  }
  const { action } = parsed.data.value
  return { kind: 'action', verb: action.verb, data: action.data ?? {} }
}

/** An upgrade takes the old version away just before it adds the new one, so only the adding counts. */
function readInstallation(activity: Common): Kind | null {
  const parsed = Installation.safeParse(activity)
  if (!parsed.success) {
    return null
  }
  switch (parsed.data.action) {
    case 'add':
    case 'add-upgrade':
      return { kind: 'installed' }
    case 'remove':
      return { kind: 'removed' }
    case 'remove-upgrade':
      return { kind: 'other', type: activity.type }
  }
}

/** Teams tells of the bot's own coming as an installation too, so that here it is one change of many. */
function readChange(activity: Common): Kind | null {
  const parsed = Change.safeParse(activity)
  if (!parsed.success) {
    return null
  }
  const removed = parsed.data.membersRemoved ?? []
  if (removed.some(({ id }) => id === activity.recipient.id)) {
    return { kind: 'removed' }
  }
  const event = activity.channelData?.eventType
  return event == null ? { kind: 'other', type: activity.type } : { kind: 'place_changed', event }
}

function toldBy(activity: Common): Told {
  const { from, recipient, conversation, channelData } = activity
  return {
    channelId: activity.channelId,
    serviceUrl: activity.serviceUrl,
    tenant: tenantOf(activity),
    recipient: recipient.id,
    user: from.id,
    objectId: from.aadObjectId?.toLowerCase() ?? null,
    conversation: conversation.id,
    baseConversation: baseOf(conversation.id),
    conversationKind: conversationKindOf(activity),
    message: activity.replyToId ?? null,
    team: teamOf(channelData?.team),
    channel: channelOf(channelData?.channel),
  }
}

/** Teams names the type; the local Playground leaves it out now and then, and ids tell as much. */
function conversationKindOf({ conversation, channelData }: Common): Told['conversationKind'] {
  const { id, conversationType, isGroup } = conversation
  if (conversationType === 'personal') return 'personal'
  if (conversationType === 'groupChat') return 'group'
  const isChannel = conversationType === 'channel' || channelData?.team != null
  if (isChannel || /@thread\.(tacv2|skype)/.test(id)) return 'channel'
  // Whatever is not known to be somebody's own conversation is taken for one that others see.
  return isGroup !== true && /^a:/.test(id) ? 'personal' : 'group'
}

type ChannelWords = NonNullable<Common['channelData']>

function teamOf(team: ChannelWords['team']): Told['team'] {
  return team == null
    ? null
    : { id: team.id, name: team.name ?? null, group: team.aadGroupId?.toLowerCase() ?? null }
}

function channelOf(channel: ChannelWords['channel']): Told['channel'] {
  return channel == null ? null : { id: channel.id, name: channel.name ?? null }
}

/** Two places may name the tenant. An activity that names two tenants belongs to none. */
function tenantOf({ conversation, channelData }: Common): string | null {
  const named = [channelData?.tenant?.id, conversation.tenantId].flatMap((tenant) =>
    tenant == null ? [] : [tenant.toLowerCase()],
  )
  return new Set(named).size === 1 ? (named[0] ?? null) : null
}
