import { describe, expect, it } from '@jest/globals'
import { baseOf, readActivity } from '../../../../src/surfaces/teams/activity.ts'
import {
  conversationActivity,
  installationActivity,
  invokeActivity,
  messageActivity,
  type Scene,
  type WireActivity,
} from '../../../fakes/teams-activities.ts'
import { botId, defaultPeople, tenantId } from '../../../fakes/teams-people.ts'

const serviceUrl = 'https://smba.trafficmanager.net/emea/'
const channel = {
  id: '19:approvals@thread.tacv2',
  name: 'Approvals',
  team: { id: '19:team@thread.tacv2', name: 'Platform', aadGroupId: 'ABCDEF00-0000-4000-8000-1' },
}
const thread: Scene = { serviceUrl, conversation: `${channel.id};messageid=17`, channel }
const chat: Scene = { serviceUrl, conversation: 'a:personal-ana', channel: null }
const [ana, anonymous] = [person('ana'), person('anonymous')]

function person(name: string) {
  const found = defaultPeople.find((one) => one.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

function click(change: (activity: WireActivity) => void = () => undefined): WireActivity {
  const data = { r: 'req', comment: 'fine' }
  const activity = invokeActivity(thread, ana, { verb: 'approve', data, replyToId: '17' })
  change(activity)
  return activity
}

describe('a click', () => {
  it('is read with who, where, on which message, and what was typed', () => {
    expect(readActivity(click())).toMatchObject({
      kind: 'action',
      verb: 'approve',
      data: { r: 'req', comment: 'fine' },
      channelId: 'msteams',
      serviceUrl,
      recipient: botId,
      tenant: tenantId,
      user: '29:ana',
      objectId: ana.objectId,
      conversation: '19:approvals@thread.tacv2;messageid=17',
      baseConversation: '19:approvals@thread.tacv2',
      conversationKind: 'channel',
      message: '17',
      channel: { id: channel.id, name: 'Approvals' },
      team: { id: channel.team.id, name: 'Platform', group: 'abcdef00-0000-4000-8000-1' },
    })
  })

  it('of somebody without an account has no object id', () => {
    const activity = invokeActivity(thread, anonymous, { verb: 'v', data: {}, replyToId: '17' })

    expect(readActivity(activity)).toMatchObject({ user: '29:anonymous', objectId: null })
  })

  it('has object id and tenant in lower case, however they come', () => {
    const loud = click((activity) => {
      Object.assign(activity['from'] as object, { aadObjectId: 'AAAA-BBBB' })
      Object.assign(activity['channelData'] as object, { tenant: { id: tenantId.toUpperCase() } })
    })

    expect(readActivity(loud)).toMatchObject({ objectId: 'aaaa-bbbb', tenant: tenantId })
  })

  it.each([
    [{ action: { type: 'Action.Execute', data: {} } }],
    [{ action: { type: 'Action.Execute', verb: '' } }],
    [{ action: { type: 'Action.Execute', verb: 'v', data: 'text' } }],
    [{ action: { type: 'Action.Execute', verb: 'v', data: ['list'] } }],
    [{ action: { type: 'Action.Submit', verb: 'v' } }],
    [{}],
    [null],
  ])('that is none is refused: %j', (value) => {
    expect(readActivity({ ...click(), value })).toBeNull()
  })
})

describe('the tenant', () => {
  it.each<[string, unknown, unknown, string | null]>([
    ['named twice alike', tenantId, tenantId, tenantId],
    ['named by the channel alone', tenantId, undefined, tenantId],
    ['named by the conversation alone', undefined, tenantId, tenantId],
    ['named by nobody', undefined, undefined, null],
    ['named in two ways', tenantId, '99999999-9999-4999-8999-999999999999', null],
  ])('%s is %3$s', (_name, inChannel, inConversation, expected) => {
    const activity = click((changing) => {
      Object.assign(changing['conversation'] as object, { tenantId: inConversation })
      changing['channelData'] = inChannel === undefined ? {} : { tenant: { id: inChannel } }
    })

    expect(readActivity(activity)?.tenant).toBe(expected)
  })
})

describe('what else happens', () => {
  it('is read as words', () => {
    const activity = messageActivity(chat, ana, { text: ' pending\n' })

    expect(readActivity(activity)).toMatchObject({
      kind: 'message',
      text: 'pending',
      conversationKind: 'personal',
      team: null,
      channel: null,
    })
  })

  it('is read as a message without words where an old client sends the value of a button', () => {
    const activity = { ...messageActivity(chat, ana, {}), value: { r: 'req' } }

    expect(readActivity(activity)).toMatchObject({ kind: 'message', text: '' })
  })

  it.each([
    ['add', { kind: 'installed' }],
    ['add-upgrade', { kind: 'installed' }],
    ['remove', { kind: 'removed' }],
    ['remove-upgrade', { kind: 'other' }],
  ] as const)('is read as an installation: %s', (action, expected) => {
    expect(readActivity(installationActivity(thread, ana, action))).toMatchObject(expected)
  })

  it.each([
    [{ eventType: 'channelRenamed' }, { kind: 'place_changed', event: 'channelRenamed' }],
    [
      { eventType: 'teamMemberAdded', membersAdded: [botId] },
      { kind: 'place_changed', event: 'teamMemberAdded' },
    ],
    [{ eventType: 'teamMemberRemoved', membersRemoved: [botId] }, { kind: 'removed' }],
    [
      { eventType: 'teamMemberRemoved', membersRemoved: ['29:bo'] },
      { kind: 'place_changed', event: 'teamMemberRemoved' },
    ],
  ])('is read as a change of the place: %j', (change, expected) => {
    expect(readActivity(conversationActivity(thread, ana, change))).toMatchObject(expected)
  })

  it.each([
    [{ type: 'typing' }, 'typing'],
    [{ type: 'invoke', name: 'fileConsent/invoke' }, 'invoke'],
    [{ type: 'messageReaction' }, 'messageReaction'],
  ])('is let be: %j', (change, type) => {
    expect(readActivity({ ...click(), ...change })).toMatchObject({ kind: 'other', type })
  })
})

describe('what is no activity', () => {
  it.each([null, 7, 'text', [], {}, { type: 'message' }])('is refused: %j', (body) => {
    expect(readActivity(body)).toBeNull()
  })

  it.each(['type', 'channelId', 'serviceUrl', 'from', 'recipient', 'conversation'])(
    'is refused: a click without %s',
    (member) => {
      expect(
        readActivity(
          click((activity) => {
            delete activity[member]
          }),
        ),
      ).toBeNull()
    },
  )

  it('is refused: an installation that says neither coming nor going', () => {
    const activity = { ...installationActivity(chat, ana, 'add'), action: 'upgrade' }

    expect(readActivity(activity)).toBeNull()
  })
})

describe('the kind of a conversation', () => {
  it.each([
    [{ id: '19:x@thread.tacv2' }, 'channel'],
    [{ id: '19:x@thread.skype;messageid=1' }, 'channel'],
    [{ id: '19:x@thread.v2' }, 'group'],
    [{ id: 'x', conversationType: 'groupChat' }, 'group'],
    [{ id: 'a:x' }, 'personal'],
  ])('is known by its id where it is not said: %j', (conversation, expected) => {
    const activity = { ...messageActivity(chat, ana, { text: 'x' }), conversation }

    expect(readActivity(activity)?.conversationKind).toBe(expected)
  })
})

it('knows a channel by its threads', () => {
  expect(baseOf('19:x@thread.tacv2;messageid=17')).toBe('19:x@thread.tacv2')
  expect(baseOf('19:x@thread.tacv2')).toBe('19:x@thread.tacv2')
})
