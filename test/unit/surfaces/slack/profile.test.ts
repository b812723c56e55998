import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Account } from '../../../../src/app/ports.ts'
import { createHomes } from '../../../../src/surfaces/slack/homes.ts'
import { slackLogger } from '../../../../src/surfaces/slack/log.ts'
import { createProfiles, type ReadProfile } from '../../../../src/surfaces/slack/profile.ts'
import { installationsOf } from '../../../fakes/installations.ts'
import { type SlackFront, startSlackFront } from '../../../fakes/slack-faults.ts'

const silent = { info() {}, warn() {}, error() {} }
const minuteMs = 60_000
const organisation = {
  id: 'E1',
  enterprise: 'E1',
  isOrg: true,
  botToken: 'xoxb-org',
  installer: 'U9',
}

describe('the profile of a clicker', () => {
  let front: SlackFront
  let read: (account: Account, home?: string) => ReturnType<ReadProfile>
  let time: number

  beforeEach(async () => {
    // Every method is answered by hand here, so nothing is passed on.
    front = await startSlackFront('http://127.0.0.1:9')
    front.fail('auth.test', { kind: 'json', body: { ok: true, team_id: 'T1' } })
    time = Date.UTC(2026, 10, 21)
    const homes = createHomes({
      botToken: 'xoxb-test',
      apiUrl: front.apiUrl,
      installations: installationsOf(organisation),
      logger: slackLogger(silent),
      log: silent,
    })
    const readProfile = createProfiles({ homes, now: () => new Date(time), log: silent })
    read = (account, home = 'T1') => readProfile(account, home)
  })

  afterEach(() => front.close())

  function userIs(flags: Record<string, unknown>): void {
    const user = { id: 'U1', team_id: 'T1', profile: { email: 'ana@acme.test' }, ...flags }
    front.fail('users.info', { kind: 'json', body: { ok: true, user } })
  }

  it.each([
    ['member', {}],
    ['member', { is_app_user: true }],
    ['bot', { is_bot: true }],
    ['bot', { is_workflow_bot: true }],
    ['deactivated', { deleted: true }],
    ['guest', { is_restricted: true }],
    ['guest', { is_ultra_restricted: true, is_restricted: true }],
    ['guest', { is_invited_user: true }],
    ['stranger', { is_stranger: true }],
    ['stranger', { team_id: 'T2' }],
  ])('says %s of %j', async (standing, flags) => {
    userIs(flags)

    const profile = await read(ana)

    expect(profile).toMatchObject({ standing, email: 'ana@acme.test' })
  })

  it('is that of a stranger, whatever it says, for an account of another workspace', async () => {
    userIs({ team_id: 'T2' })

    const profile = await read({ ...ana, tenant: 'T2' })

    expect(profile).toEqual({ standing: 'stranger', email: null, name: null })
  })

  it.each([
    ['member', { enterprise_user: { enterprise_id: 'E1' } }],
    ['member', { team_id: 'T7', enterprise_user: { enterprise_id: 'E1' } }],
    ['stranger', { enterprise_user: { enterprise_id: 'E2' } }],
    ['stranger', {}],
  ])(
    'says %s of %j where the app is installed in a whole organisation',
    async (standing, flags) => {
      userIs(flags)

      const profile = await read({ ...ana, tenant: 'E1' }, 'E1')

      expect(profile).toMatchObject({ standing })
    },
  )

  it.each(['T1', 'T7'])(
    'is a stranger’s where they came through %s and belong elsewhere',
    async (home) => {
      userIs({})

      expect(await read({ ...ana, tenant: 'E1' }, home)).toMatchObject({ standing: 'stranger' })
    },
  )

  it('has no e-mail that nobody confirmed', async () => {
    userIs({ is_email_confirmed: false })

    const profile = await read(ana)

    expect(profile).toMatchObject({ standing: 'member', email: null })
  })

  it.each(['auth.test', 'users.info'])(
    'is unavailable while %s fails, and is had again afterwards',
    async (method) => {
      userIs({})
      front.fail(method, { kind: 'status', status: 503 })

      const during = await read(ana)
      front.fail('auth.test', { kind: 'json', body: { ok: true, team_id: 'T1' } })
      userIs({})
      const after = await read(ana)

      expect(during).toBe('unavailable')
      expect(after).toMatchObject({ standing: 'member' })
    },
  )

  it.each(['auth.test', 'users.info'])(
    'is not waited for when %s never answers',
    async (method) => {
      userIs({})
      front.fail(method, { kind: 'silence' })

      expect(await read(ana)).toBe('unavailable')
    },
  )

  it('is kept for five minutes and then asked for again', async () => {
    userIs({})
    await read(ana)
    userIs({ deleted: true })

    time += 4 * minuteMs
    const kept = await read(ana)
    time += minuteMs
    const fresh = await read(ana)

    expect(kept).toMatchObject({ standing: 'member' })
    expect(fresh).toMatchObject({ standing: 'deactivated' })
    expect(front.calls.map(({ method }) => method).sort()).toEqual([
      'auth.test',
      'users.info',
      'users.info',
    ])
  })
})

const ana: Account = { provider: 'slack', tenant: 'T1', subject: 'U1' }
