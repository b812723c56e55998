import type { Conversation, ConversationDesk } from '../../app/ports.ts'
import type { Activity } from './activity.ts'

const goneEvents = new Set(['channelDeleted', 'teamDeleted', 'teamHardDeleted', 'teamArchived'])
/** An archived team that is opened again, or a channel that was deleted by mistake. */
const backEvents = new Set(['channelRestored', 'teamRestored', 'teamUnarchived'])

/** Takes down where the bot is: installed, removed, renamed, deleted, moved to another address. */
export async function receivePlace(
  conversations: ConversationDesk,
  activity: Activity,
): Promise<void> {
  const place = placeOf(activity)
  if (place === null) return
  if (activity.kind === 'removed') return conversations.gone(place)
  if (activity.kind === 'installed') return conversations.seen(place, true)
  if (activity.kind !== 'place_changed') return conversations.seen(place, false)
  if (goneEvents.has(activity.event)) return conversations.gone(place)
  return conversations.seen(place, backEvents.has(activity.event))
}

/** An installation is of a whole team; what is said of a channel is said of that channel. */
function placeOf(activity: Activity): Conversation | null {
  const { tenant, serviceUrl, team, channel } = activity
  if (tenant === null) return null
  const common = { surface: 'teams' as const, tenant, serviceUrl }
  if (activity.conversationKind === 'personal') {
    return {
      ...common,
      id: activity.baseConversation,
      kind: 'personal',
      team: null,
      group: null,
      subject: activity.objectId,
      name: null,
    }
  }
  const around = { team: team?.id ?? null, group: team?.group ?? null, subject: null }
  if (activity.conversationKind === 'group') {
    return { ...common, ...around, id: activity.baseConversation, kind: 'group', name: null }
  }
  if (isAboutTeam(activity) && team !== null) {
    return { ...common, ...around, id: team.id, kind: 'team', team: null, name: team.name }
  }
  const id = channel?.id ?? activity.baseConversation
  return { ...common, ...around, id, kind: 'channel', name: channel?.name ?? null }
}

function isAboutTeam(activity: Activity): boolean {
  if (activity.kind === 'installed' || activity.kind === 'removed') return true
  return activity.kind === 'place_changed' && activity.event.startsWith('team')
}
