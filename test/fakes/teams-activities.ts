import { randomUUID } from 'node:crypto'
import { botId, type TeamsPerson, tenantId } from './teams-people.ts'

/** An activity as it goes over the wire. */
export type WireActivity = Record<string, unknown>

/** A channel of a team; the team's General channel has the team's own id. */
export interface TeamsChannel {
  id: string
  name: string
  team: { id: string; name: string; aadGroupId: string }
}

/** Where something happens: in a channel's thread, in a channel, or between one person and the bot. */
export interface Scene {
  serviceUrl: string
  /** With `;messageid=` in a thread. */
  conversation: string
  channel: TeamsChannel | null
}

/** A click on an Action.Execute. `replyToId` is the message that holds the card. */
export function invokeActivity(
  scene: Scene,
  person: TeamsPerson,
  action: { verb: string; data: unknown; title?: string; replyToId: string; trigger?: string },
): WireActivity {
  return {
    ...commonActivity(scene, person),
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: action.replyToId,
    value: {
      action: {
        type: 'Action.Execute',
        ...(action.title === undefined ? {} : { title: action.title }),
        verb: action.verb,
        data: action.data,
      },
      trigger: action.trigger ?? 'manual',
    },
  }
}

/** Something that a person wrote to the bot. */
export function messageActivity(
  scene: Scene,
  person: TeamsPerson,
  said: { text?: string; replyToId?: string },
): WireActivity {
  return {
    ...commonActivity(scene, person),
    type: 'message',
    ...(said.text === undefined ? {} : { text: said.text, textFormat: 'plain' }),
    ...(said.replyToId === undefined ? {} : { replyToId: said.replyToId }),
  }
}

type InstallAction = 'add' | 'remove' | 'add-upgrade' | 'remove-upgrade'

/** The app was added to a team or to a person, or taken away. */
export function installationActivity(
  scene: Scene,
  person: TeamsPerson,
  action: InstallAction,
): WireActivity {
  return { ...commonActivity(scene, person), type: 'installationUpdate', action }
}

/** People came or went, or a team or channel changed. */
export function conversationActivity(
  scene: Scene,
  person: TeamsPerson,
  change: { eventType: string; membersAdded?: string[]; membersRemoved?: string[] },
): WireActivity {
  const common = commonActivity(scene, person)
  const listed = (ids: string[]) => ids.map((id) => ({ id }))
  return {
    ...common,
    type: 'conversationUpdate',
    ...(change.membersAdded === undefined ? {} : { membersAdded: listed(change.membersAdded) }),
    ...(change.membersRemoved === undefined
      ? {}
      : { membersRemoved: listed(change.membersRemoved) }),
    channelData: { ...common.channelData, eventType: change.eventType },
  }
}

function commonActivity({ serviceUrl, conversation, channel }: Scene, person: TeamsPerson) {
  return {
    id: `f:${randomUUID()}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: {
      id: person.mri,
      name: person.displayName,
      ...(person.objectId === null ? {} : { aadObjectId: person.objectId }),
    },
    recipient: { id: botId, name: 'Countersign' },
    conversation: {
      id: conversation,
      conversationType: channel === null ? 'personal' : 'channel',
      tenantId,
      ...(channel === null ? {} : { isGroup: true }),
    },
    channelData: {
      tenant: { id: tenantId },
      ...(channel === null
        ? {}
        : {
            team: channel.team,
            channel: { id: channel.id, name: channel.name },
            teamsTeamId: channel.team.id,
            teamsChannelId: channel.id,
          }),
      source: { name: 'message' },
    },
    entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web' }],
    locale: 'en-GB',
  }
}
