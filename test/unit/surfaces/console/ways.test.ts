import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  fakeAdministration,
  shownAgent,
  shownPerson,
} from '../../../fakes/console-administration.ts'
import { fakeVerbs, pageView, personOf } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

const everybodys = ['/requests', '/console/agents', '/console/account']
const administrators = ['/console/people', '/console/groups']
const agent = `/console/agents/${shownAgent.id}`
const view = pageView()

let served: Served
let ana: { cookie: string; csrf: string }
let bo: { cookie: string; csrf: string }

beforeAll(async () => {
  const console = fakeVerbs()
  const fake = fakeAdministration()
  console.put(view)
  fake.admins.add(personOf('ana@example.com').id)
  served = await serveConsole({ ...console.verbs, administration: fake.verbs })
  ana = console.signIn('ana@example.com')
  bo = console.signIn('bo@example.com')
})

afterAll(() => served.close())

const ways = (html: string) => {
  const [nav = ''] = /<nav class="ways".*?<\/nav>/s.exec(html) ?? []
  return [...nav.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)
}

describe('whoever is signed in', () => {
  const pages = [
    ['/requests', 200],
    [`/requests/${view.request.id}`, 200],
    ['/requests/req_unknown', 404],
    ['/console/account', 200],
    ['/console/sign-in', 200],
    ['/console/link?offer=unknown', 404],
    ['/console/agents', 200],
    ['/console/nowhere', 404],
    ['/console/sample', 405],
  ] as const

  it.each(pages)(
    'gets from %s to every place, sees who they are and can sign out',
    async (path, status) => {
      const answer = await served.get(path, bo.cookie)
      const { body } = answer

      expect(answer.status).toBe(status)
      expect(ways(body).toSorted()).toEqual(everybodys.toSorted())
      expect(body).toContain('Signed in as ')
      expect(body).toContain('<bdi class="said">bo@example.com</bdi>')
      expect(body).toContain('action="/console/sign-out"')
    },
  )

  const administered = [
    ...pages,
    ['/console/people', 200],
    [`/console/people/${shownPerson.id}`, 200],
    ['/console/groups', 200],
    [agent, 200],
    ['/console/agents/new', 200],
  ] as const

  it.each(administered)(
    'gets from %s to administration where they administer',
    async (path, status) => {
      const answer = await served.get(path, ana.cookie)

      expect(answer.status).toBe(status)
      expect(ways(answer.body).toSorted()).toEqual([...everybodys, ...administrators].toSorted())
    },
  )

  it('gets there from a form that was refused too', async () => {
    const fields = { csrf: ana.csrf, name: 'a'.repeat(50_000) }
    const tooLarge = await served.post('/console/agents', fields, ana.cookie)
    const unread = await served.post(`${agent}/keys`, { csrf: ana.csrf, days: 'x' }, ana.cookie)

    expect([tooLarge.status, unread.status]).toEqual([413, 400])
    expect(ways(tooLarge.body)).toHaveLength(5)
    expect(ways(unread.body)).toHaveLength(5)
  })
})

describe('the ways of a page', () => {
  it.each([
    ['/requests', '/requests', 'page'],
    [`/requests/${view.request.id}`, '/requests', 'true'],
    ['/console/people?email=eve%40example.com', '/console/people', 'page'],
    [agent, '/console/agents', 'true'],
  ])('mark on %s where one is', async (path, place, mark) => {
    const { body } = await served.get(path, ana.cookie)
    const marked = [...body.matchAll(/href="([^"]+)" aria-current="(\w+)"/g)]

    expect(marked.map(([, href, current]) => [href, current])).toEqual([[place, mark]])
  })

  it('are not there for whoever is not signed in', async () => {
    const { body } = await served.get('/console/sign-in')

    expect(ways(body)).toEqual([])
    expect(body).not.toContain('Sign out')
  })
})
