import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { AgentView } from '../../../../src/contract/agent.ts'
import {
  type FakeAdministration,
  fakeAdministration,
  shownAgent,
} from '../../../fakes/console-administration.ts'
import { fakeVerbs, personOf } from '../../../fakes/console-verbs.ts'
import { type PageElement, readPage } from './read-page.ts'
import { type Served, serveConsole } from './serve.ts'

const agent = `/console/agents/${shownAgent.id}`
const subject = shownAgent.trusts[0]?.subject ?? ''

let served: Served
let fake: FakeAdministration
let agents: AgentView[]
let ana: { cookie: string; csrf: string }
let bo: { cookie: string; csrf: string }

beforeAll(async () => {
  const console = fakeVerbs({ production: true })
  fake = fakeAdministration()
  fake.admins.add(personOf('ana@example.com').id)
  const administration = {
    ...fake.verbs,
    agents: async (visitor: Parameters<typeof fake.verbs.agents>[0]) => {
      const { by } = await fake.verbs.agents(visitor)
      return { by, agents }
    },
  }
  served = await serveConsole({ ...console.verbs, administration })
  ana = console.signIn('ana@example.com')
  bo = console.signIn('bo@example.com')
})

beforeEach(() => {
  fake.done.length = 0
  agents = [shownAgent]
})

afterAll(() => served.close())

const send = (path: string, fields: Record<string, string>) =>
  served.post(path, { csrf: ana.csrf, ...fields }, ana.cookie)

/** The input of a page that is marked as refused, with the sentence that its label is read with. */
function refusedField(html: string): { name: string | undefined; sentence: string | undefined } {
  const { elements } = readPage(html)
  const field = elements.find(({ attributes }) => attributes['aria-invalid'] === 'true')
  const described = field?.attributes['aria-describedby']?.split(' ') ?? []
  const sentence = elements.find(
    ({ attributes }) =>
      described.includes(attributes['id'] ?? '') && attributes['class'] === 'fault',
  )
  return { name: field?.attributes['name'], sentence: sentence?.text }
}

function named(html: string, name: string): PageElement | undefined {
  return readPage(html).elements.find(({ attributes }) => attributes['name'] === name)
}

describe('the form of a new agent', () => {
  it('shows the key once, with a line to try, and no cache keeps it', async () => {
    const answer = await send('/console/agents', { name: 'b', owners: 'squad', kind: 'agent' })
    const { text } = readPage(answer.body)

    expect(answer.status).toBe(201)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(text).toContain(
      `curl -sS ${served.origin}/v1/requests -H "Authorization: Bearer csa_shown-once"`,
    )
    expect((await served.get(agent, ana.cookie)).body).not.toContain('csa_shown-once')
  })

  it.each([
    [{ name: 'etl bot' }, 400, 'name', /^A name has 1 to 64 letters/],
    [{ name: '' }, 400, 'name', /^A name has 1 to 64 letters/],
    [{ name: shownAgent.name }, 409, 'name', /exists already/],
    [{ owners: '' }, 400, 'owners', /at least one owner/],
    [{ owners: 'squad\nnope\nbo@' }, 400, 'owners', /^“bo@” is no e-mail and no group/],
    [{ owners: 'squad\nnope' }, 400, 'owners', /^“nope” is no e-mail and no group of the policy/],
    [{ owners: 'a b\nÉ\nC\nD' }, 400, 'owners', /^“a b”, “É”, “C” and 1 more are no e-mails/],
    [{ owners: 'squad\n'.repeat(51) }, 400, 'owners', /at most 50 owners/],
  ])('keeps %j, and says beside the field why it is refused', async (wrong, status, field, why) => {
    const fields = { name: 'new-bot', owners: 'bo@example.com', kind: 'executor', ...wrong }
    const answer = await send('/console/agents', fields)
    const refused = refusedField(answer.body)

    expect([answer.status, refused.name]).toEqual([status, field])
    expect(refused.sentence).toMatch(why)
    expect(named(answer.body, 'name')?.attributes['value'] ?? '').toBe(fields.name)
    expect(named(answer.body, 'owners')?.text).toBe(fields.owners.trim().replaceAll(/\s+/g, ' '))
    expect(answer.body).toMatch(/value="executor" checked/)
    expect(fake.done).toEqual([])
  })

  it('takes no other kind', async () => {
    const answer = await send('/console/agents', { name: 'b', owners: 'squad', kind: 'person' })

    expect([answer.status, fake.done]).toEqual([400, []])
  })
})

describe('the forms of an agent', () => {
  it('start with the owners that it has', async () => {
    const { body } = await served.get(agent, ana.cookie)

    expect(body).toContain('bo@example.com\nsquad</textarea>')
  })

  it('keep owners that are refused, and stay open', async () => {
    const answer = await send(`${agent}/owners`, { owners: 'nope' })

    expect(answer.status).toBe(400)
    expect(refusedField(answer.body).sentence).toMatch(/^“nope” is no e-mail and no group/)
    expect(answer.body).toMatch(/<details class="more" open><summary>Change owners/)
  })

  it.each([
    [{ issuer: '' }, 400, 'issuer', 'This is needed.'],
    [
      { issuer: 'nowhere' },
      400,
      'issuer',
      'This has to be an https URL of at most 512 characters.',
    ],
    [{ issuer: 'http://issuer.example' }, 422, 'issuer', 'This must be an https URL.'],
    [
      { audience: 'x'.repeat(513) },
      400,
      'audience',
      'This has at most 512 characters, all of them visible.',
    ],
    [{ subject: '*' }, 400, 'subject', 'This must have two whole segments.'],
    [{ subject }, 409, 'subject', 'Agent etl-bot trusts tokens whose subjects overlap.'],
    [
      { jwks_url: 'ftp://x' },
      400,
      'jwks_url',
      'This has to be an https URL of at most 512 characters.',
    ],
  ])('keep a trust of %j, and say why it is refused', async (wrong, status, name, sentence) => {
    const fields = {
      issuer: 'https://issuer.example',
      audience: 'countersign',
      subject: 'repo:acme/etl:*',
      jwks_url: 'https://keys.example',
      ...wrong,
    }
    const answer = await send(`${agent}/trust`, fields)

    expect(answer.status).toBe(status)
    expect(refusedField(answer.body)).toEqual({ name, sentence })
    expect(named(answer.body, 'jwks_url')?.attributes['value']).toBe(fields.jwks_url)
    expect(answer.body).toMatch(/<details class="more" open><summary>Trust tokens/)
    expect(fake.done).toEqual([])
  })

  it.each(['0', '-1', '366', 'forever', ''])('make no key for %j days', async (days) => {
    const answer = await send(`${agent}/keys`, { days })

    expect([answer.status, fake.done]).toEqual([400, []])
  })

  it('lead whoever loads a form’s address again to its page', async () => {
    const answer = await served.get(`${agent}/keys`, ana.cookie)

    expect([answer.status, answer.headers.location]).toEqual([303, agent])
  })
})

describe('the list of agents', () => {
  const many = () =>
    Array.from({ length: 300 }, (_, index) => ({
      ...shownAgent,
      name: `bot-${String(index).padStart(3, '0')}`,
    }))
  const namesOn = (html: string) => [...new Set(html.match(/bot-\d{3}/g))]

  it('is read page by page, by name', async () => {
    agents = many().toReversed()
    const seen: string[][] = []
    for (let next: string | undefined = '/console/agents'; next !== undefined; ) {
      const { body } = await served.get(next, ana.cookie)
      const ways = readPage(body).elements.flatMap(({ attributes }) => attributes['href'] ?? [])
      next = ways.find((href) => href.includes('after='))
      seen.push(namesOn(readPage(body).text))
    }

    expect(seen.map((names) => names.length)).toEqual([50, 50, 50, 50, 50, 50])
    expect(seen.flat()).toEqual(many().map(({ name }) => name))
  })

  it('is searched by a part of the name', async () => {
    agents = many()
    const { body } = await served.get('/console/agents?name=T-12', ana.cookie)
    const nothing = await served.get('/console/agents?name=%3Cb%3E', ana.cookie)

    expect(namesOn(readPage(body).text)).toHaveLength(10)
    expect(readPage(nothing.body).text).toContain('No agent has this in its name')
  })

  it('says what an agent is where there is none, and who registers them', async () => {
    agents = []
    const toAdministrator = readPage((await served.get('/console/agents', ana.cookie)).body)
    const toOthers = readPage((await served.get('/console/agents', bo.cookie)).body)
    const isWay = ({ attributes }: PageElement) => attributes['href'] === '/console/agents/new'

    expect(toAdministrator.elements.filter(isWay)).toHaveLength(1)
    expect(toOthers.elements.filter(isWay)).toHaveLength(0)
    expect(toOthers.text).toContain('You own no agent')
  })
})
