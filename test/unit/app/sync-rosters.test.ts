import { beforeEach, expect, it } from '@jest/globals'
import type { ChatSurface, Rosters, UsergroupResult } from '../../../src/app/ports.ts'
import { rosterAgeSecondsMax, syncRosters } from '../../../src/app/sync-rosters.ts'
import { memoryStore, policyLibrary } from '../../fakes/memory-store.ts'
import { compiledPolicy, minute, policyVersion, reviewYaml } from '../../fakes/records.ts'

type Saved = Parameters<Rosters['save']>

let due: Parameters<Rosters['takeDue']>[]
let saved: Saved[]
let answers: Record<string, UsergroupResult>
let surfaces: ChatSurface[]

beforeEach(() => {
  due = []
  saved = []
  answers = {
    S0ONE: { ok: true, home: 'T0HOME', users: ['U1'] },
    S0TWO: { ok: false, reason: 'missing_scope' },
  }
  const readUsergroup: ChatSurface['readUsergroup'] = async ({ id }) =>
    answers[id] ?? { ok: false, reason: 'no_such_subteam' }
  surfaces = [{ name: 'teams' } as ChatSurface, { name: 'slack', readUsergroup } as ChatSurface]
})

function sync(only: string | null = null, taken = true) {
  const store = memoryStore()
  const groups =
    '{ one: { slack_usergroup: S0ONE }, two: { slack_usergroup: S0TWO, team: T0HOME }, three: { members: [a@b.cd] } }'
  store.policies.set(policyVersion, compiledPolicy({ groups, default: reviewYaml('one: 1') }))
  return syncRosters(
    {
      rosters: {
        takeDue: async (...asked) => {
          due.push(asked)
          return taken ? asked[0].map((group) => ({ ...group, asked: 'now' })) : []
        },
        save: async (...given) => {
          saved.push(given)
        },
      },
      policies: policyLibrary(store),
      policyRecords: {
        inForce: async () => ({ version: policyVersion, yaml: '', since: minute(0) }),
      },
      surfaces,
    },
    only,
  )
}

const one = { team: null, id: 'S0ONE' }
const two = { team: 'T0HOME', id: 'S0TWO' }
const asked = 'now'

it('reads every user group that the policy in force names, and says which could not be read', async () => {
  expect(await sync()).toEqual([{ usergroup: 'S0TWO', reason: 'missing_scope' }])
  expect(due).toEqual([[[one, two], rosterAgeSecondsMax]])
  expect(saved).toEqual([
    [{ ...one, asked }, answers['S0ONE']],
    [{ ...two, asked }, answers['S0TWO']],
  ])
})

it('leaves those alone that somebody asked for a moment ago', async () => {
  await sync(null, false)

  expect(saved).toEqual([])
})

it('reads one that has changed at once, and no other', async () => {
  await sync('S0ONE')

  expect(due).toEqual([[[one], 0]])
  expect(saved).toHaveLength(1)
})

it('asks nobody for a group that the policy does not name', async () => {
  expect(await sync('S0OTHER')).toEqual([])
  expect(due).toEqual([])
})

it('knows nobody where no surface keeps groups', async () => {
  surfaces = []

  expect(await sync('S0ONE')).toEqual([{ usergroup: 'S0ONE', reason: 'surface_off' }])
})
