import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { digest, requestId } from '../../../fakes/cards.ts'
import { type FakeVerbs, fakeVerbs, pageView } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served
let session: { cookie: string; csrf: string }

const denyReasons = ['Wrong environment', '"><b>Too & large</b>']

beforeEach(async () => {
  fake = fakeVerbs()
  fake.put(pageView({ card: { denyReasons } }))
  session = fake.signIn('ana@example.com')
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

function decide(fields: Record<string, string>) {
  const form = { csrf: session.csrf, digest, decision: 'deny', ...fields }
  return served.post(`/requests/${requestId}/decisions`, form, session.cookie)
}

async function page() {
  return (await served.get(`/requests/${requestId}`, session.cookie)).body
}

describe('the reasons for a denial', () => {
  it('are offered beside the comment, none of them chosen', async () => {
    const body = await page()

    expect(body).toContain('<label for="reason">Reason for a denial</label>')
    expect(body).toMatch(/<select[^>]*name="reason"[^>]*><option value(="")? selected>None/)
    expect(body).toContain('>Wrong environment</option>')
    expect(body).toContain('&lt;b>Too &amp; large')
    expect(body).not.toContain('<b>')
    expect(body.indexOf('<textarea')).toBeGreaterThan(body.indexOf('</select>'))
  })

  it.each([
    ['the policy offers none', { card: { denyReasons: [] } }],
    ['the person may not deny', { card: { denyReasons }, may: { deny: false } }],
  ])('are not asked for where %s', async (_name, changes) => {
    fake.put(pageView(changes))

    expect(await page()).not.toContain('<select')
  })

  it.each([
    [{ reason: 'Wrong environment' }, 'Wrong environment'],
    [{ reason: 'Wrong environment', comment: ' Use staging ' }, 'Wrong environment: Use staging'],
    [{ reason: '"><b>Too & large</b>', comment: '' }, '"><b>Too & large</b>'],
    [{ reason: '', comment: 'Use staging' }, 'Use staging'],
    [{ reason: '' }, null],
  ])('make %j the comment %j', async (fields, comment) => {
    const answer = await decide(fields)

    expect(answer.status).toBe(303)
    expect(fake.clicks.map((click) => click.comment)).toEqual([comment])
  })

  it('say nothing about an approval', async () => {
    await decide({ decision: 'approve', reason: 'Wrong environment', comment: 'Once only' })

    expect(fake.clicks.map((click) => click.comment)).toEqual(['Once only'])
  })

  it.each(['Because I can', 'wrong environment', 'Wrong environment '])(
    'are those of the request: %j is no form of ours',
    async (reason) => {
      const answer = await decide({ reason, comment: 'Use staging' })

      expect(answer.status).toBe(400)
      expect(answer.body).toContain('This form could not be read')
      expect(fake.clicks).toEqual([])
    },
  )

  it('are none of another request', async () => {
    fake.put(pageView({ card: { denyReasons: ['Needs a smaller batch'] } }))

    const answer = await decide({ reason: 'Wrong environment' })

    expect(answer.status).toBe(400)
    expect(fake.clicks).toEqual([])
  })

  it('leave it to the verb to refuse a request that the person may not see', async () => {
    fake.refuseNext('not_found', 'No such request.')
    const other = 'req_01k9xv2m4te8wb1q0zr7y5h3ah'
    const form = { csrf: session.csrf, digest, decision: 'deny', reason: 'Wrong environment' }

    const answer = await served.post(`/requests/${other}/decisions`, form, session.cookie)

    expect(answer.status).toBe(404)
    expect(fake.clicks).toHaveLength(1)
  })

  it('have room together with the comment for 2,000 characters, and not for one more', async () => {
    const room = 2_000 - 'Wrong environment: '.length

    const longer = await decide({ reason: 'Wrong environment', comment: 'x'.repeat(room + 1) })
    const longest = await decide({ reason: 'Wrong environment', comment: 'x'.repeat(room) })

    expect(longer.status).toBe(422)
    expect(longer.body).toContain('The reason and the comment have 2,001 characters')
    expect(longest.status).toBe(303)
    expect(fake.clicks.map((click) => click.comment?.length)).toEqual([2_000])
  })

  it('stay chosen when the decision was refused', async () => {
    fake.refuseNext('self_approval', 'You own etl-bot.')

    const answer = await decide({ reason: 'Wrong environment' })

    expect(answer.body).toContain('<option value="Wrong environment" selected>')
    expect(answer.body.match(/<option[^>]* selected/g)).toHaveLength(1)
  })

  it('are comment enough: a denial does not wait for more, an approval still does', async () => {
    fake.put(pageView({ card: { denyReasons }, may: { commentRequired: ['approve', 'deny'] } }))

    const body = await page()

    expect(body).toMatch(/<textarea[^>]* required/)
    expect(body).toMatch(/value="deny" formnovalidate/)
    expect(body).not.toMatch(/value="approve" formnovalidate/)
    expect(body).toContain('A reason for a denial is one.')
  })
})
