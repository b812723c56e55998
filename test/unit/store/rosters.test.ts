import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type pg from 'pg'
import type { DueRoster, Rosters } from '../../../src/app/ports.ts'
import { rosterAgeSecondsMax } from '../../../src/app/sync-rosters.ts'
import type { SlackUsergroup } from '../../../src/core/policy/policy.ts'
import { createPool } from '../../../src/store/pool.ts'
import { createRosters } from '../../../src/store/rosters.ts'
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts'

let database: FreshDatabase
let pool: pg.Pool
let rosters: Rosters
let group: SlackUsergroup
let groupsCount = 0

beforeAll(async () => {
  database = await freshDatabase()
  pool = createPool(database.appUrl)
  rosters = createRosters(pool)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

beforeEach(() => {
  groupsCount += 1
  group = { team: null, id: `S0GROUP${groupsCount}` }
})

async function due(olderThanSeconds = 0): Promise<DueRoster> {
  const [found] = await rosters.takeDue([group], olderThanSeconds)
  if (found === undefined) throw new Error('it is not due')
  return found
}

async function letPass(time: string): Promise<void> {
  await pool.query('update roster set tried_at = tried_at - $1::interval', [time])
}

const members = (...users: string[]) => ({ ok: true as const, home: 'T0HOME', users })

async function people(): Promise<number | null> {
  const [state] = await rosters.states([group])
  return state?.people ?? null
}

describe('a reading of a user group', () => {
  it('is what it holds from then on', async () => {
    await rosters.save(await due(), members('U1', 'U2'))

    expect(await rosters.states([group])).toEqual([
      { group, people: 2, syncedAt: expect.any(Date), trouble: null },
    ])
  })

  it('is due once, until it is old', async () => {
    await due()

    expect(await rosters.takeDue([group], 60)).toEqual([])
    expect(await rosters.takeDue([group], 0)).toMatchObject([group])
  })

  it('does not overwrite one that was asked for after it', async () => {
    const older = await due()
    const newer = await due()

    await rosters.save(newer, members('U1'))
    await rosters.save(older, members('U1', 'U2', 'U3'))

    expect(await people()).toBe(1)
  })

  it('that failed does not end one that was asked for after it', async () => {
    const older = await due()
    const newer = await due()

    await rosters.save(newer, members('U1'))
    await rosters.save(older, { ok: false, reason: 'no_such_subteam' })

    expect(await rosters.states([group])).toEqual([
      { group, people: 1, syncedAt: expect.any(Date), trouble: null },
    ])
  })

  it.each(['no_such_subteam', 'plan_upgrade_required', 'not_installed_there'])(
    'ends what it held at once where there is no such group: %s',
    async (reason) => {
      await rosters.save(await due(), members('U1'))

      await rosters.save(await due(), { ok: false, reason })

      expect(await rosters.states([group])).toEqual([
        { group, people: null, syncedAt: null, trouble: reason },
      ])
    },
  )

  it('that had no answer is due again soon, and one that was refused is not', async () => {
    const long = () => rosters.takeDue([group], rosterAgeSecondsMax)
    await rosters.save(await due(), { ok: false, reason: 'unreachable' })
    expect(await long()).toEqual([])
    await letPass('1 minute')
    expect(await long()).toMatchObject([group])

    await rosters.save(await due(), { ok: false, reason: 'missing_scope' })
    await letPass('1 minute')
    expect(await long()).toEqual([])
  })

  it('leaves what it held where Slack is out', async () => {
    await rosters.save(await due(), members('U1'))

    await rosters.save(await due(), { ok: false, reason: 'internal_error' })

    expect(await rosters.states([group])).toEqual([
      { group, people: 1, syncedAt: expect.any(Date), trouble: 'internal_error' },
    ])
  })
})
