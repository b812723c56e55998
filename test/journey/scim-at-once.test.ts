import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PersonPage } from '../../src/contract/person.ts'
import { approve } from '../harness/approval.ts'
import { oktaUser, patchOf, push, pushGroup, scim, scimToken } from '../harness/directory.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import {
  type Ground,
  newGround,
  type RunningService,
  type ServiceProcess,
  startHere,
  startProcess,
} from '../harness/service.ts'

let ground: Ground
let service: RunningService
let other: ServiceProcess

const crowd = Array.from({ length: 6 }, (_, index) => `crowd${index}`)
const groups = `crowd: { members: [${crowd.map((name) => `${name}@example.com`)}, last@example.com] }`
const rules = `
  - name: crowded
    match: { action: "app.crowd" }
    then: review
    review: { needs: [ { group: crowd, count: 7 } ], expires_in: 30m }`

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ groups, rules }))
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
  other = await startProcess(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await other.stop()
  await service.stop()
  await ground.close()
})

const call = (...given: [string, string, unknown?, Record<string, string>?]) =>
  scim(service, ...given)

let count = 0
function fresh(): string {
  count += 1
  return `at-once${count}@example.com`
}

async function personOf(email: string): Promise<string | undefined> {
  const { body } = await service.api.call<PersonPage>('GET', `/v1/people?email=${email}`, {
    token: service.api.adminToken,
  })
  return body.data[0]?.id
}

const times = <Made>(many: number, make: (index: number) => Promise<Made>): Promise<Made[]> =>
  Promise.all(Array.from({ length: many }, (_, index) => make(index)))
const rename = (displayName: string) =>
  patchOf({ op: 'replace', path: 'displayName', value: displayName })
const deactivation = patchOf({ op: 'Replace', path: 'active', value: 'False' })

describe('a change of the directory that makes two people one', () => {
  const cutOff = `
    create function cut_off() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$;
    create trigger cut_off before update of merged_into on person
      for each row execute function cut_off()`

  it('is written whole or not at all, and comes to pass when it is pushed again', async () => {
    const [email, known] = [fresh(), fresh()]
    await service.api.agent('owned', { owners: [known] })
    const user = await push(service, oktaUser(email))
    const before = await call('GET', `/Users/${user}`)
    const change = oktaUser(email, { active: false, emails: [{ primary: true, value: known }] })
    await rowsOf(ground.database.owner, cutOff)

    const failed = await call('PUT', `/Users/${user}`, change)
    const between = await call('GET', `/Users/${user}`)
    await rowsOf(ground.database.owner, 'drop function cut_off() cascade')
    const again = await call('PUT', `/Users/${user}`, change)

    expect(failed.status).toBe(500)
    expect(between.body).toEqual(before.body)
    expect([again.status, again.body.active]).toEqual([200, false])
    expect(await personOf(known)).toBe(await personOf(email))
  })
})

describe('changes of the directory at once', () => {
  it('are refused but one where they name one version', async () => {
    const user = await push(service, oktaUser(fresh()))
    const version = {
      'if-match': String((await call('GET', `/Users/${user}`)).headers.get('etag')),
    }

    const answers = await times(8, (index) =>
      scim(
        index % 2 === 0 ? service : other,
        'PATCH',
        `/Users/${user}`,
        rename(`N${index}`),
        version,
      ),
    )

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)])
  })

  it('all come to pass where they name none, from two processes', async () => {
    const users = await times(40, () => push(service, oktaUser(fresh())))
    const group = await pushGroup(service, `Group of ${users[0]}`)

    const answers = await times(users.length, (index) =>
      scim(
        index % 2 === 0 ? service : other,
        'PATCH',
        `/Groups/${group}`,
        patchOf({ op: 'Add', path: 'members', value: [{ value: users[index] }] }),
      ),
    )
    const { body } = await call('GET', `/Groups/${group}`)

    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(204))
    expect(body.members.map(({ value }: { value: string }) => value).sort()).toEqual(users.sort())
  })

  it('never wait for each other for good where one deactivates whom the other deletes', async () => {
    const users = await times(16, () => push(service, oktaUser(fresh())))

    const answers = await times(users.length, async (index) => [
      ...(await Promise.all([
        scim(service, 'DELETE', `/Users/${users[index]}`),
        scim(other, 'PATCH', `/Users/${users[index]}`, deactivation),
      ])),
    ])

    for (const [deleted, patched] of answers) {
      expect(deleted?.status).toBe(204)
      expect([200, 404]).toContain(patched?.status)
    }
  })

  it('never wait for each other for good where many approved the same requests', async () => {
    const users = await Promise.all(
      crowd.map((name) => push(service, oktaUser(`${name}@example.com`))),
    )
    const requests = await times(8, () => service.api.propose({ action: 'app.crowd', payload: {} }))
    for (const [index, request] of requests.entries()) {
      const order = crowd.map((_, place) => crowd[(place + index) % crowd.length] ?? '')
      await approve(service.api, request, order)
    }

    const answers = await times(users.length, (index) =>
      scim(index % 2 === 0 ? service : other, 'PATCH', `/Users/${users[index]}`, deactivation),
    )

    expect(answers.map(({ status }) => status)).toEqual(crowd.map(() => 200))
    for (const { id } of requests) expect((await service.api.read(id)).needs[0]?.have).toBe(0)
  })

  it('leave nobody in a group who was deleted while they were added', async () => {
    const emails = Array.from({ length: 16 }, fresh)
    const users = await Promise.all(emails.map((email) => push(service, oktaUser(email))))
    const group = await pushGroup(service, `Group of ${users[0]}`)

    await times(users.length, async (index) => {
      const members = [{ value: users[index] }]
      await Promise.all([
        scim(other, 'PATCH', `/Groups/${group}`, patchOf({ op: 'Add', value: { members } })),
        scim(service, 'DELETE', `/Users/${users[index]}`),
      ])
    })
    await Promise.all(emails.map((email) => push(service, oktaUser(email))))
    const { body } = await call('GET', `/Groups/${group}`)
    const rows = await rowsOf(
      ground.database.owner,
      'select person_id from person_group where name = $1 and until is null',
      [`Group of ${users[0]}`],
    )

    expect(body.members).toEqual([])
    expect(rows).toEqual([])
  })
})
