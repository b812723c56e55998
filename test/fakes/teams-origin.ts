import type { Activity } from '../../src/surfaces/teams/activity.ts'
import { readActivity } from '../../src/surfaces/teams/activity.ts'
import type {
  Member,
  TeamsSettings,
  Transport,
} from '../../src/surfaces/teams/connection/connection.ts'
import { invokeActivity, type Scene, type WireActivity } from './teams-activities.ts'
import { appId, appPassword, defaultPeople, type TeamsPerson, tenantId } from './teams-people.ts'

/** Activities and rosters written by hand, for what of the surface stands behind the door. */
export const scene: Scene = {
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
  conversation: '19:approvals@thread.tacv2;messageid=1',
  channel: {
    id: '19:approvals@thread.tacv2',
    name: 'Approvals',
    team: { id: '19:team@thread.tacv2', name: 'Platform', aadGroupId: 'AAAA-group' },
  },
}

export const ana = personCalled('ana')

function personCalled(name: string): TeamsPerson {
  const found = defaultPeople.find((person) => person.name === name)
  if (found === undefined) throw new Error(`nobody is called ${name}`)
  return found
}

export const settings: TeamsSettings = {
  appId,
  tenant: tenantId,
  credential: { kind: 'password', password: appPassword },
  cloud: 'public',
  auth: 'required',
  openIdMetadataUrl: null,
  loginUrl: null,
  serviceUrl: null,
}

export function read(activity: WireActivity): Activity {
  const found = readActivity(activity)
  if (found === null) throw new Error('this is no activity')
  return found
}

/** Ana's click on a card. */
export function clickOn(verb: string, data: unknown): Extract<Activity, { kind: 'action' }> {
  const activity = read(invokeActivity(scene, ana, { verb, data, replyToId: '1' }))
  if (activity.kind !== 'action') throw new Error('this is no click')
  return activity
}

/** What the roster says of Ana. */
export function memberAna(changes: Partial<Member> = {}): Member {
  return {
    id: ana.mri,
    objectId: ana.objectId,
    tenant: tenantId,
    role: 'user',
    email: 'ana@example.com',
    userPrincipalName: 'ana@example.com',
    name: 'Ana',
    ...changes,
  }
}

/** A transport of which only the roster is there. */
export function rosterOf(member: Transport['member']): Transport {
  const never = () => Promise.reject(new Error('nothing is sent here'))
  return {
    receive: never,
    startThread: never,
    send: never,
    update: never,
    openPersonal: never,
    member,
  }
}
