import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type FakeAdministration,
  fakeAdministration,
  removedAccount,
  shownAgent,
  shownPerson,
} from '../../../fakes/console-administration.ts'
import { fakeVerbs, personOf } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

const person = `/console/people/${shownPerson.id}`
const agent = `/console/agents/${shownAgent.id}`
const key = shownAgent.keys[0]?.id ?? ''
const trust = shownAgent.trusts[0]?.id ?? ''
const account = 'idn_01k9xv2m4te8wb1q0zr7y5h3f2'

const pages = ['/console/people', person, '/console/groups', '/console/agents/new']
const subject = 'repo:acme/etl:ref:refs/heads/main'
const trusted = { issuer: 'https://issuer.example', audience: 'countersign', subject }
/** Every form of administration, with what it does. */
const forms: [string, Record<string, string>, unknown[]][] = [
  [`${person}/standing`, { disabled: 'true' }, ['standing', shownPerson.id, true]],
  [`${person}/identities/${account}/remove`, {}, ['remove', account]],
  [`${person}/identities/${removedAccount.id}/restore`, {}, ['restore', removedAccount.id]],
  [`${person}/merge`, { email: 'Eve@example.com' }, ['merge', 'eve@example.com']],
  [
    '/console/agents',
    { name: 'new-bot', owners: 'Ana@example.com\r\nsquad', kind: 'executor' },
    [
      'agent',
      { name: 'new-bot', owners: ['ana@example.com', { group: 'squad' }], kind: 'executor' },
    ],
  ],
  [
    `${agent}/owners`,
    { owners: ' bo@example.com , squad ' },
    ['owners', shownAgent.id, ['bo@example.com', { group: 'squad' }]],
  ],
  [`${agent}/trust`, { ...trusted, jwks_url: '' }, ['new trust', shownAgent.id, trusted]],
  [`${agent}/standing`, { disabled: 'true' }, ['agent standing', shownAgent.id, true]],
  [`${agent}/keys`, { days: '7' }, ['key', shownAgent.id, 7 * 24 * 60 * 60]],
  [`${agent}/keys/${key}/revoke`, {}, ['revoke', key]],
  [`${agent}/trust/${trust}/remove`, {}, ['trust', trust]],
]

let served: Served
let fake: FakeAdministration
let ana: { cookie: string; csrf: string }
let bo: { cookie: string; csrf: string }

beforeAll(async () => {
  const console = fakeVerbs({ production: true })
  fake = fakeAdministration()
  fake.admins.add(personOf('ana@example.com').id)
  fake.owners.add(personOf('bo@example.com').id)
  served = await serveConsole({ ...console.verbs, administration: fake.verbs })
  ana = console.signIn('ana@example.com')
  bo = console.signIn('bo@example.com')
})

beforeEach(() => {
  fake.done.length = 0
})

afterAll(() => served.close())

describe('a page of administration', () => {
  it.each(pages)('%s is for administrators alone', async (path) => {
    const answers = await Promise.all([
      served.get(path, ana.cookie),
      served.get(path, bo.cookie),
      served.get(path),
    ])

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 303])
    expect(answers[1].body).not.toContain('eve@example.com')
    expect(answers[2].headers.location).toBe(`/console/sign-in?return=${encodeURIComponent(path)}`)
  })

  it.each(forms)('takes %s from an administrator, with their name', async (path, fields, act) => {
    const answer = await served.post(path, { csrf: ana.csrf, ...fields }, ana.cookie)

    expect(fake.done).toEqual([[personOf('ana@example.com').id, ...act]])
    expect([201, 303]).toContain(answer.status)
  })

  it.each(forms)(
    'takes %s from nobody else, and not without the session’s token',
    async (path, fields) => {
      const answers = await Promise.all([
        served.post(path, { csrf: bo.csrf, ...fields }, bo.cookie),
        served.post(path, { csrf: bo.csrf, ...fields }, ana.cookie),
        served.post(path, { csrf: ana.csrf, ...fields }),
      ])

      expect(answers.map(({ status }) => status)).toEqual([403, 403, 303])
      expect(fake.done).toEqual([])
    },
  )

  it('finds people by e-mail, and refuses what is none', async () => {
    const found = await served.get('/console/people?email=eve%40example.com', ana.cookie)
    const nobody = await served.get('/console/people?email=zoe%40example.com', ana.cookie)
    const faulty = await served.get('/console/people?email=%3Cb%3E', ana.cookie)

    expect(found.body).toContain(shownPerson.id)
    expect(nobody.body).toContain('Nobody has this e-mail')
    expect([faulty.status, faulty.body.includes('<b>')]).toEqual([400, false])
  })

  it('is not there where it would begin with nobody', async () => {
    const answer = await served.get('/console/people?cursor=per_x', ana.cookie)

    expect([answer.status, answer.body.includes('no e-mail')]).toEqual([404, false])
  })

  it('sets apart what cannot be seen in a name', async () => {
    const { body } = await served.get(person, ana.cookie)

    expect(body).not.toContain('\u202e')
  })

  it('leaves accounts of the directory to the directory', async () => {
    const { body } = await served.get(person, ana.cookie)

    expect(body.match(/\/identities\/idn_\w+\/remove/g)).toEqual([`/identities/${account}/remove`])
  })

  it('says why an account cannot be given back', async () => {
    const form = `${person}/identities/${account}/restore`
    const answer = await served.post(form, { csrf: ana.csrf }, ana.cookie)

    expect(answer.status).toBe(409)
    expect(answer.body).toContain('The account cannot be given back')
  })

  it.each([
    ['two@example.com', 409, 'They are two people'],
    ['zoe@example.com', 404, 'There is nobody to be one with'],
    ['zoe', 400, 'could not be read'],
  ])('merges nobody with %s', async (email, status, words) => {
    const answer = await served.post(`${person}/merge`, { csrf: ana.csrf, email }, ana.cookie)

    expect(answer.status).toBe(status)
    expect(answer.body).toContain(words)
  })

  it('says of a group where it comes from, who is in it and what it is for', async () => {
    const { body } = await served.get('/console/groups', ana.cookie)

    for (const word of [
      'Site Reliability',
      'eve@example.com',
      'administers',
      'exports',
      'etl-bot',
    ]) {
      expect(body).toContain(word)
    }
  })
})

describe('the page of an agent', () => {
  it('is read-only for an owner', async () => {
    const owned = await served.get(agent, bo.cookie)
    const administered = await served.get(agent, ana.cookie)

    expect(owned.status).toBe(200)
    expect(owned.body).toContain(key)
    expect(owned.body).not.toContain(`action="${agent}`)
    expect(administered.body).toContain(`action="${agent}/keys"`)
  })

  it('is not there for anybody else', async () => {
    fake.owners.clear()
    const answer = await served.get(agent, bo.cookie)
    fake.owners.add(personOf('bo@example.com').id)

    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('etl-bot')
  })

  it('shows a new key once', async () => {
    const made = await served.post(`${agent}/keys`, { csrf: ana.csrf, days: '7' }, ana.cookie)
    const again = await served.get(agent, ana.cookie)

    expect(made.status).toBe(201)
    expect(made.body).toContain('csa_shown-once')
    expect(again.body).not.toContain('csa_shown-once')
  })
})
