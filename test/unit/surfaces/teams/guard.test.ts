import { describe, expect, it } from '@jest/globals'
import { type Activity, readActivity } from '../../../../src/surfaces/teams/activity.ts'
import type { TeamsSettings } from '../../../../src/surfaces/teams/connection/connection.ts'
import { suspect } from '../../../../src/surfaces/teams/guard.ts'
import { messageActivity } from '../../../fakes/teams-activities.ts'
import { appId, defaultPeople, tenantId } from '../../../fakes/teams-people.ts'

const settings: TeamsSettings = {
  appId,
  tenant: tenantId,
  credential: { kind: 'password', password: 'x' },
  cloud: 'public',
  auth: 'required',
  openIdMetadataUrl: null,
  loginUrl: null,
  serviceUrl: null,
}

function activity(change: Partial<Activity> = {}): Activity {
  const [ana] = defaultPeople
  const serviceUrl = 'https://smba.trafficmanager.net/emea/'
  const scene = { serviceUrl, conversation: 'a:personal-ana', channel: null }
  const read = ana === undefined ? null : readActivity(messageActivity(scene, ana, { text: 'hi' }))
  if (read === null) throw new Error('the activity is none')
  return { ...read, ...change } as Activity
}

function suspected(change: Partial<Activity>, tenants = [tenantId]) {
  return suspect({ settings, allowedTenants: async () => tenants }, activity(change))
}

describe('the guard', () => {
  it('lets an activity of an allowed tenant for this bot in', async () => {
    expect(await suspected({})).toBeNull()
  })

  it('compares ids without their case', async () => {
    const recipient = `28:${appId.toUpperCase()}`

    expect(await suspected({ recipient }, [tenantId.toUpperCase()])).toBeNull()
  })

  it.each<[Partial<Activity>, string]>([
    [{ channelId: 'emulator' }, 'wrong_channel'],
    [{ channelId: 'AseChannel' }, 'wrong_channel'],
    [{ channelId: 'MSTEAMS' }, 'wrong_channel'],
    [{ recipient: appId }, 'wrong_recipient'],
    [{ recipient: `28:x-${appId}` }, 'wrong_recipient'],
    [{ recipient: `29:${appId}` }, 'wrong_recipient'],
    [{ tenant: null }, 'wrong_tenant'],
    [{ tenant: '99999999-9999-4999-8999-999999999999' }, 'wrong_tenant'],
    [{ serviceUrl: '' }, 'wrong_service_url'],
    [{ serviceUrl: 'https://evil.test/' }, 'wrong_service_url'],
  ])('refuses %j as %s', async (change, reason) => {
    expect(await suspected(change)).toBe(reason)
  })

  it('lets nobody in where no tenant is allowed', async () => {
    expect(await suspected({}, [])).toBe('wrong_tenant')
  })
})
