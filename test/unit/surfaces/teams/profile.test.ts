import { describe, expect, it } from '@jest/globals'
import type { Profile } from '../../../../src/app/ports.ts'
import {
  type Member,
  TeamsError,
  type TeamsSettings,
} from '../../../../src/surfaces/teams/connection/connection.ts'
import { createClickers } from '../../../../src/surfaces/teams/profile.ts'
import { ana, clickOn, memberAna, rosterOf, settings } from '../../../fakes/teams-origin.ts'
import { otherTenantId, tenantId } from '../../../fakes/teams-people.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function profileBy(
  member: Member | null | Error,
  changes: Partial<TeamsSettings> = {},
  click = clickOn('countersign.approve', {}),
): Promise<Profile | 'unavailable'> {
  const transport = rosterOf(async () => {
    if (member instanceof Error) throw member
    return member
  })
  const clickers = createClickers({
    transport,
    settings: { ...settings, ...changes },
    now: () => new Date(0),
    log,
  })
  const clicker = await clickers(click)
  if (clicker.kind !== 'account') throw new Error('this is no account')
  return clicker.profile
}

describe('who clicks in Microsoft Teams', () => {
  it('is the tenant and the object id that Teams vouches for, and never a name', async () => {
    const clickers = createClickers({
      transport: rosterOf(async () => memberAna()),
      settings,
      now: () => new Date(0),
      log,
    })

    const click = { ...clickOn('countersign.approve', {}), userName: 'Cy' }
    expect(await clickers(click)).toEqual({
      kind: 'account',
      account: { provider: 'entra', tenant: tenantId, subject: ana.objectId },
      profile: { standing: 'member', email: 'ana@example.com', name: 'Ana' },
    })
  })

  it.each<[string, Partial<Member> | null, Profile['standing']]>([
    ['nobody that the roster knows', null, 'stranger'],
    ['another object id in the roster', { objectId: 'someone-else' }, 'stranger'],
    ['no object id in the roster', { objectId: null }, 'stranger'],
    ['another tenant', { tenant: otherTenantId }, 'stranger'],
    ['no tenant', { tenant: null }, 'stranger'],
    ['a guest', { role: 'guest' }, 'guest'],
    ['a guest by the sign-in name', { userPrincipalName: 'a_b.test#EXT#@c.test' }, 'guest'],
    ['somebody anonymous', { role: 'anonymous' }, 'stranger'],
    ['a role that we do not know', { role: 'owner of everything' }, 'stranger'],
    ['no role', { role: null }, 'stranger'],
  ])('is no member with %s', async (_, changes, standing) => {
    const profile = await profileBy(changes === null ? null : memberAna(changes))

    expect(profile).toMatchObject({ standing })
  })

  it('is nobody without an object id of their own, and the roster is not even asked', async () => {
    const click = { ...clickOn('countersign.approve', {}), objectId: null }

    expect(await profileBy(new Error('asked'), {}, click)).toMatchObject({ standing: 'stranger' })
  })

  it('cannot be known while the roster cannot be asked', async () => {
    expect(await profileBy(new TeamsError(503, 'http_503', null))).toBe('unavailable')
    expect(await profileBy(new TeamsError(null, 'timeout', null))).toBe('unavailable')
  })

  it('has the sign-in name for an e-mail where Teams leaves the e-mail out', async () => {
    expect(await profileBy(memberAna({ email: null }))).toMatchObject({ email: 'ana@example.com' })
    expect(await profileBy(memberAna({ email: null, userPrincipalName: null }))).toMatchObject({
      email: null,
    })
  })

  it('is marked where nobody checks who calls, and may then lack what the Playground leaves out', async () => {
    const clickers = createClickers({
      transport: rosterOf(async () => memberAna({ role: null, tenant: null })),
      settings: { ...settings, auth: 'off' },
      now: () => new Date(0),
      log,
    })

    expect(await clickers(clickOn('countersign.approve', {}))).toMatchObject({
      unverified: true,
      profile: { standing: 'member' },
    })
  })

  it('is asked for anew after five minutes, and what could not be had at once', async () => {
    let asked = 0
    let now = 0
    let answer: Member | Error = new TeamsError(null, 'timeout', null)
    const clickers = createClickers({
      transport: rosterOf(async () => {
        asked += 1
        if (answer instanceof Error) throw answer
        return answer
      }),
      settings,
      now: () => new Date(now),
      log,
    })
    const click = clickOn('countersign.approve', {})

    await clickers(click)
    answer = memberAna()
    await clickers(click)
    await clickers(click)
    expect(asked).toBe(2)
    now = 5 * 60_000
    await clickers(click)
    expect(asked).toBe(3)
  })
})
