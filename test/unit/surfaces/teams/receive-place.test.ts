import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Conversation, ConversationDesk } from '../../../../src/app/ports.ts'
import { receivePlace } from '../../../../src/surfaces/teams/receive-place.ts'
import {
  conversationActivity,
  installationActivity,
  messageActivity,
  type WireActivity,
} from '../../../fakes/teams-activities.ts'
import { ana, read, scene } from '../../../fakes/teams-origin.ts'
import { botId, tenantId } from '../../../fakes/teams-people.ts'

let said: { word: 'seen' | 'installed' | 'gone'; place: Partial<Conversation> }[]

beforeEach(() => {
  said = []
})

const desk: ConversationDesk = {
  channel: async () => null,
  anywhere: async () => null,
  personal: async () => null,
  seen: async (place, installed) => {
    said.push({ word: installed ? 'installed' : 'seen', place })
  },
  gone: async (place) => {
    said.push({ word: 'gone', place })
  },
}

const own = { ...scene, conversation: 'a:personal', channel: null }

describe('where the bot is', () => {
  it.each<[string, WireActivity, string, Partial<Conversation>]>([
    [
      'added to a team',
      installationActivity(scene, ana, 'add'),
      'installed',
      { kind: 'team', id: '19:team@thread.tacv2', group: 'aaaa-group', tenant: tenantId },
    ],
    [
      'removed from a team',
      installationActivity(scene, ana, 'remove'),
      'gone',
      { id: '19:team@thread.tacv2' },
    ],
    [
      'removed, as older clients tell it',
      conversationActivity(scene, ana, { eventType: 'teamMemberRemoved', membersRemoved: [botId] }),
      'gone',
      { id: '19:team@thread.tacv2' },
    ],
    [
      'added by a person for themselves',
      installationActivity(own, ana, 'add'),
      'installed',
      { kind: 'personal', id: 'a:personal', subject: String(ana.objectId) },
    ],
    [
      'in a channel that got another name',
      conversationActivity(scene, ana, { eventType: 'channelRenamed' }),
      'seen',
      { kind: 'channel', id: '19:approvals@thread.tacv2', team: '19:team@thread.tacv2' },
    ],
    [
      'in a channel that was deleted',
      conversationActivity(scene, ana, { eventType: 'channelDeleted' }),
      'gone',
      { id: '19:approvals@thread.tacv2' },
    ],
    [
      'in a channel that came back',
      conversationActivity(scene, ana, { eventType: 'channelRestored' }),
      'installed',
      { id: '19:approvals@thread.tacv2' },
    ],
    [
      'in a team that got another name',
      conversationActivity(scene, ana, { eventType: 'teamRenamed' }),
      'seen',
      { kind: 'team', id: '19:team@thread.tacv2', name: 'Platform' },
    ],
    [
      'in a team that was archived',
      conversationActivity(scene, ana, { eventType: 'teamArchived' }),
      'gone',
      { id: '19:team@thread.tacv2' },
    ],
    [
      'in a channel where somebody wrote',
      messageActivity(scene, ana, { text: 'hello' }),
      'seen',
      { kind: 'channel', id: '19:approvals@thread.tacv2' },
    ],
  ])('%s', async (_, activity, word, place) => {
    await receivePlace(desk, read(activity))

    expect(said).toEqual([{ word, place: expect.objectContaining(place) }])
  })

  it('is not said to change by an upgrade’s first half, nor by an activity of two tenants', async () => {
    await receivePlace(desk, read(installationActivity(scene, ana, 'remove-upgrade')))
    expect(said.map(({ word }) => word)).toEqual(['seen'])

    const activity = installationActivity(scene, ana, 'add')
    activity['channelData'] = { tenant: { id: '33333333-3333-4333-8333-333333333333' } }
    await receivePlace(desk, read(activity))
    expect(said).toHaveLength(1)
  })
})
