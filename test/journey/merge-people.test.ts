import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { IdentityView, PersonPage, PersonView } from '../../src/contract/person.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { entraUser, oktaUser, push, scim, scimToken } from '../harness/directory.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService
const rules = `
  - name: transfers
    match: { action: "money.move" }
    then: review
    review: { needs: [ { group: payers, count: 3 } ], expires_in: 30m }`
const groups =
  'payers: { members: [one@example.com, two@example.com, three@example.com, four@example.com, five@example.com, six@example.com] }'

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ rules, groups }))
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const asAdmin = <Body>(
  method: string,
  address: string,
  body?: unknown,
  token = service.api.adminToken,
) =>
  service.api.call<Body & Refusal>(method, address, {
    token,
    ...(body === undefined ? {} : { body }),
  })

async function personOf(email: string): Promise<PersonView> {
  const { body } = await asAdmin<PersonPage>('GET', `/v1/people?email=${email}`)
  const [person] = body.data
  if (person === undefined) throw new Error(`nobody holds ${email}`)
  return person
}

/** Two that development mode gave an account each cannot be one; the one loses theirs. */
async function withoutAccount(email: string): Promise<PersonView> {
  const person = await personOf(email)
  const { body } = await asAdmin<{ data: IdentityView[] }>(
    'GET',
    `/v1/people/${person.id}/identities`,
  )
  for (const { id } of body.data) {
    const gone = await asAdmin('DELETE', `/v1/people/${person.id}/identities/${id}`)
    if (gone.status !== 204) throw new Error(`an account stays: ${gone.status}`)
  }
  return person
}

async function merge(email: string, into: string) {
  const [person, other] = [await personOf(email), await personOf(into)]
  return asAdmin<PersonView>('POST', `/v1/people/${person.id}/merge`, { into: other.id })
}

const transfer = { action: 'money.move', payload: { amount: 5 } }

describe('two people who turn out to be one', () => {
  it('are refused where both have an account in one place', async () => {
    await service.api.person('one@example.com')
    await service.api.person('two@example.com')

    const result = await merge('one@example.com', 'two@example.com')

    expect([result.status, result.body.code]).toEqual([409, 'second_identity'])
  })

  it('fill one seat of a pending request, and hold the e-mails of both', async () => {
    const request = await service.api.propose(transfer)
    for (const name of ['one', 'two']) {
      await service.api.decide(await service.api.person(`${name}@example.com`), request, 'approve')
    }
    const before = await service.api.read(request.id)
    await withoutAccount('one@example.com')
    const merged = await merge('one@example.com', 'two@example.com')
    const after = await service.api.read(request.id)
    const third = await service.api.decide(
      await service.api.person('three@example.com'),
      request,
      'approve',
    )

    expect(before.needs[0]?.have).toBe(2)
    expect(merged.status).toBe(200)
    expect(merged.body.emails).toEqual(
      expect.arrayContaining(['one@example.com', 'two@example.com']),
    )
    expect(after.needs[0]?.have).toBe(1)
    expect([third.body.status, third.body.needs[0]?.have]).toEqual(['pending', 2])
  })

  it('are barred together, whichever owned the agent', async () => {
    const agent = await service.api.agent('payer', { owners: ['four@example.com'] })
    const { body: request } = await service.api.call<RequestObject>('POST', '/v1/requests', {
      token: agent.key,
      body: transfer,
    })
    const token = await service.api.person('five@example.com')
    const before = await service.api.decide(token, request, 'approve')
    await merge('four@example.com', 'five@example.com')
    const { body: again } = await service.api.call<RequestObject>('POST', '/v1/requests', {
      token: agent.key,
      body: { ...transfer, payload: 2 },
    })
    const after = await service.api.decide(token, again, 'approve')
    const { body: first } = await service.api.call<RequestObject>(
      'GET',
      `/v1/requests/${request.id}`,
      { token: agent.key },
    )

    expect(before.body.needs[0]?.have).toBe(1)
    expect(first.needs[0]?.have).toBe(0)
    expect([after.status, after.body.code]).toEqual([403, 'self_approval'])
  })

  it('are disabled together', async () => {
    const user = await push(service, entraUser('left@example.com', { active: false }))
    await service.api.person('six@example.com')
    const token = await service.api.person('six@example.com')
    await merge('left@example.com', 'six@example.com')
    const request = await service.api.propose(transfer)

    expect(await personOf('six@example.com')).toMatchObject({ disabled_by: ['directory'] })
    expect((await service.api.decide(token, request, 'approve')).status).toBe(401)
    await scim(service, 'DELETE', `/Users/${user}`)
  })

  it('are found to be one by the directory, where an e-mail is all that was known of the other', async () => {
    await service.api.agent('seven-bot', { owners: ['seven@example.com'] })
    const owner = await personOf('seven@example.com')
    const user = await push(service, oktaUser('eight@example.com'))
    const { id } = await personOf('eight@example.com')
    await scim(
      service,
      'PUT',
      `/Users/${user}`,
      oktaUser('eight@example.com', { emails: [{ primary: true, value: 'seven@example.com' }] }),
    )

    expect((await personOf('seven@example.com')).id).toBe(id)
    const rows = await rowsOf(
      ground.database.owner,
      'select merged_into from person where id = $1',
      [owner.id],
    )
    expect(rows).toEqual([{ merged_into: id }])
    const owners = await rowsOf(
      ground.database.owner,
      'select distinct person_id from agent_owner where person_id = any($1)',
      [[id, owner.id]],
    )
    expect(owners).toEqual([{ person_id: id }])
  })

  it('are left as two by the directory, where the other is known by an account', async () => {
    await service.api.person('nine@example.com')
    const nine = await personOf('nine@example.com')
    const user = await push(service, oktaUser('ten@example.com'))
    const put = await scim(
      service,
      'PUT',
      `/Users/${user}`,
      oktaUser('ten@example.com', {
        active: false,
        emails: [{ primary: true, value: 'nine@example.com' }],
      }),
    )

    expect([put.status, put.body.active]).toEqual([200, false])
    expect(await personOf('nine@example.com')).toMatchObject({ id: nine.id, disabled: false })
    expect(await personOf('ten@example.com')).toMatchObject({ disabled: true })
  })
})

describe('the people API', () => {
  it('is for administrators', async () => {
    const token = await service.api.person('three@example.com')

    for (const bearer of [token, service.api.agentKey]) {
      expect((await asAdmin('GET', '/v1/people', undefined, bearer)).status).toBe(403)
    }
  })

  it('pages through everybody once', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { body }: { body: PersonPage } = await asAdmin<PersonPage>(
        'GET',
        `/v1/people?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...body.data.map(({ id }) => id))
      cursor = body.next_cursor
    } while (cursor !== null)
    const rows = await rowsOf<{ id: string }>(
      ground.database.owner,
      'select id from person where merged_into is null',
    )

    expect(seen.toSorted()).toEqual(rows.map(({ id }) => id).sort())
  })

  it('ends an account with its token', async () => {
    const token = await service.api.person('cy@example.com')
    const request = await service.api.propose()
    await withoutAccount('cy@example.com')

    expect((await service.api.decide(token, request, 'approve')).status).toBe(401)
  })

  it('leaves the account of the directory to the directory', async () => {
    await push(service, oktaUser('pushed@example.com'))
    const { id } = await personOf('pushed@example.com')
    const { body } = await asAdmin<{ data: IdentityView[] }>('GET', `/v1/people/${id}/identities`)
    const refused = await asAdmin('DELETE', `/v1/people/${id}/identities/${body.data[0]?.id}`)

    expect([refused.status, refused.body.code]).toEqual([409, 'managed_by_directory'])
  })
})
