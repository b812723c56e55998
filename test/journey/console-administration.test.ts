import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AgentView, AgentWithKeys } from '../../src/contract/agent.ts'
import type { EventView } from '../../src/contract/event.ts'
import type { IdentityView, PersonPage, PersonView } from '../../src/contract/person.ts'
import { type ConsoleVisitor, enterConsole } from '../harness/console.ts'
import { oktaUser, push, pushGroup, scimToken } from '../harness/directory.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService & { link: string }
/** One browser, in which one may be anybody. Olga administers; Dana owns agents and does not. */
let visitor: ConsoleVisitor

beforeAll(async () => {
  const groups = `platform: { members: [olga@example.com] }
  sre: { directory: "Site Reliability" }
  owners: { members: [dana@example.com] }`
  ground = await newGround(`${journeyPolicy({ groups })}admins: platform\n`)
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
  visitor = await enterConsole(service.link)
  await visitor.become('olga@example.com')
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const asAdmin = <Body>(address: string) =>
  service.api.call<Body>('GET', address, { token: service.api.adminToken })

async function personOf(email: string): Promise<PersonView> {
  const [person] = (await asAdmin<PersonPage>(`/v1/people?email=${email}`)).body.data
  if (person === undefined) throw new Error(`nobody holds ${email}`)
  return person
}

async function newestEvent(type: string): Promise<EventView | undefined> {
  const { body } = await asAdmin<{ data: EventView[] }>(`/v1/events?type=${type}&limit=1`)
  return body.data[0]
}

describe('the page of people', () => {
  it('lets an administrator disable somebody, who is refused from then on, and enable them again', async () => {
    const { id } = await personOf('bo@example.com')
    const olga = await personOf('olga@example.com')
    const token = await service.api.person('bo@example.com')

    await visitor.submit(`/console/people/${id}/standing`, { disabled: 'true' })
    const refused = await service.api.call('GET', '/v1/requests', { token })
    const page = await visitor.page(`/console/people/${id}`)
    const event = await newestEvent('person.disabled')
    await visitor.submit(`/console/people/${id}/standing`, { disabled: 'false' })

    expect(refused.status).toBe(401)
    expect(page).toContain('Disabled by an administrator')
    expect(event).toMatchObject({ person: id, actor: { kind: 'person', id: olga.id } })
    expect((await personOf('bo@example.com')).disabled).toBe(false)
  })

  it('ends an account with the tokens that it made', async () => {
    const { id } = await personOf('cy@example.com')
    const token = await service.api.person('cy@example.com')
    const accounts = () => asAdmin<{ data: IdentityView[] }>(`/v1/people/${id}/identities`)
    const [account] = (await accounts()).body.data

    const { status } = await visitor.submit(
      `/console/people/${id}/identities/${account?.id}/remove`,
      {},
    )
    const refused = await service.api.call('GET', '/v1/requests', { token })

    expect(status).toBe(303)
    expect(refused.status).toBe(401)
    expect((await accounts()).body.data).toEqual([])
  })
})

describe('two people who are one', () => {
  it('are one from then on, and the agents of either are theirs', async () => {
    const owners = ['pia.old@example.com', 'pia@example.com']
    const { id } = await service.api.agent('of-an-alias', { owners })
    const alias = await personOf('pia.old@example.com')
    const pia = await personOf('pia@example.com')
    const olga = await personOf('olga@example.com')

    const { status } = await visitor.submit(`/console/people/${alias.id}/merge`, {
      email: 'pia@example.com',
    })
    const merged = await personOf('pia.old@example.com')
    const { body } = await asAdmin<AgentView>(`/v1/agents/${id}`)

    expect(status).toBe(303)
    expect(merged.id).toBe(pia.id)
    expect(merged.emails).toEqual(['pia@example.com', 'pia.old@example.com'])
    expect(merged.emails).toEqual(expect.arrayContaining(body.owners))
    expect(body.owners).toHaveLength(1)
    expect(await newestEvent('person.merged')).toMatchObject({
      person: alias.id,
      into: pia.id,
      actor: { kind: 'person', id: olga.id },
      code: null,
    })
  })
})

describe('the page of groups', () => {
  it('says where each comes from, who is in it and what uses it', async () => {
    const empty = await visitor.page('/console/groups')
    const user = await push(service, oktaUser('sam@example.com'))
    await pushGroup(service, 'Site Reliability', [user])
    const page = await visitor.page('/console/groups')

    expect(empty).toContain('the directory pushed no group of this name')
    expect(empty).not.toContain('sam@example.com')
    expect(page).toContain('sam@example.com')
    expect(page).toContain('last heard of')
    expect(page).toContain('It administers.')
    expect(page).toContain('Asked by restarts.')
  })
})

describe('the pages of agents', () => {
  const read = async (id: string) => (await asAdmin<AgentWithKeys>(`/v1/agents/${id}`)).body

  async function newAgent(name: string): Promise<AgentView & { key: string }> {
    const owners = ['dana@example.com', { group: 'owners' }]
    const { body } = await service.api.call<AgentView & { key: string }>('POST', '/v1/agents', {
      token: service.api.adminToken,
      body: { name, owners },
    })
    return body
  }

  it('make, show and revoke keys in the name of the administrator', async () => {
    const { id } = await newAgent('paged')
    const made = await visitor.submit(`/console/agents/${id}/keys`, { days: '7' })
    const [, key = ''] = /(csa_[\w-]+)/.exec(made.page) ?? []
    const works = await service.api.call('GET', '/v1/requests', { token: key })
    const own = (await read(id)).keys.find((one) => one.made_by === 'olga@example.com')
    await visitor.submit(`/console/agents/${id}/keys/${own?.id}/revoke`, {})
    const gone = await service.api.call('GET', '/v1/requests', { token: key })

    expect([works.status, gone.status]).toEqual([200, 401])
    expect(await visitor.page(`/console/agents/${id}`)).not.toContain(key)
  })

  it('stop an agent at once', async () => {
    const { id, key } = await newAgent('stopped')
    await visitor.submit(`/console/agents/${id}/standing`, { disabled: 'true' })

    expect((await service.api.call('GET', '/v1/requests', { token: key })).status).toBe(403)
    expect((await read(id)).disabled).toBe(true)
  })

  it('are read-only for owners, and show others nothing', async () => {
    const { id } = await newAgent('owned')
    await visitor.become('dana@example.com')
    const owned = await visitor.page(`/console/agents/${id}`)
    const tried = await visitor.submit(`/console/agents/${id}/standing`, { disabled: 'true' })
    const people = await visitor.page('/console/people')
    await visitor.become('pia@example.com')
    const foreign = await visitor.page(`/console/agents/${id}`)
    await visitor.become('olga@example.com')

    expect(owned).toContain('owned')
    expect(owned).not.toContain('Make a key')
    expect(tried.status).toBe(403)
    expect(people).toContain('This is for administrators')
    expect(foreign).toContain('There is no such page')
    expect((await read(id)).disabled).toBe(false)
  })
})
