import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionRefusal } from '../../../../src/contract/errors.ts'
import { digest, requestId } from '../../../fakes/cards.ts'
import {
  type FakeVerbs,
  fakeVerbs,
  identity,
  pageView,
  personOf,
} from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served
let session: { cookie: string; csrf: string }

beforeEach(async () => {
  fake = fakeVerbs()
  fake.put(pageView())
  session = fake.signIn('ana@example.com')
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

const path = `/requests/${requestId}/decisions`

function decide(fields: Record<string, string>) {
  return served.post(path, { csrf: session.csrf, digest, ...fields }, session.cookie)
}

describe('a decision', () => {
  it('is made as the person of the session, about the digest that was shown', async () => {
    const answer = await decide({ decision: 'deny', comment: ' Too large\r\nfor today ' })

    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toBe(`/requests/${requestId}`)
    expect(fake.clicks).toEqual([
      {
        request: requestId,
        decision: 'deny',
        digest,
        comment: 'Too large\nfor today',
        surface: 'console',
        clicker: { kind: 'person', person: personOf('ana@example.com').id, identity },
        message: null,
      },
    ])
  })

  it('takes nobody else from the form', async () => {
    await decide({ decision: 'approve', person: personOf('bo@example.com').id })

    expect(fake.clicks[0]?.clicker).toEqual({
      kind: 'person',
      person: personOf('ana@example.com').id,
      identity,
    })
  })

  it('has no comment where none was written', async () => {
    await decide({ decision: 'approve', comment: '  ' })

    expect(fake.clicks[0]?.comment).toBeNull()
  })

  it('shows the verdict afterwards and asks no more', async () => {
    await decide({ decision: 'approve', comment: 'Fine by me' })

    const page = await served.get(`/requests/${requestId}`, session.cookie)

    expect(page.body).toContain('Fine by me')
    expect(page.body).not.toContain('value="approve"')
    expect(page.body).not.toContain('data-poll')
  })

  it.each<[DecisionRefusal, number]>([
    ['self_approval', 403],
    ['not_an_approver', 403],
    ['digest_mismatch', 409],
    ['already_decided', 409],
    ['need_already_met', 409],
    ['identity_unavailable', 503],
  ])('that is refused with %s comes back in place with what was typed', async (code, status) => {
    fake.refuseNext(code, `Because of <${code}>.`)

    const answer = await decide({ decision: 'approve', comment: 'typed </textarea>' })

    expect(answer.status).toBe(status)
    expect(answer.body).toContain(`Because of &lt;${code}>.`)
    expect(answer.body).toContain('>typed &lt;/textarea></textarea>')
  })

  it('that lacks a comment is sent to the comment on this very page', async () => {
    fake.refuseNext('comment_required', 'Please decide at http://elsewhere')

    const answer = await decide({ decision: 'deny' })

    expect(answer.status).toBe(422)
    expect(answer.body).toContain('Write one and send it again.')
    expect(answer.body).not.toContain('elsewhere')
    expect(answer.body).toMatch(/<textarea[^>]*aria-invalid="true"[^>]*autofocus/)
  })

  it('with a comment of 2,000 characters is taken, and with one more is not', async () => {
    const lines = `${'x'.repeat(999)}\r\n`.repeat(2).trim()

    const longest = await decide({ decision: 'deny', comment: `${lines}x` })
    const longer = await decide({ decision: 'deny', comment: `${lines}xx` })

    expect(longest.status).toBe(303)
    expect(longer.status).toBe(422)
    expect(longer.body).toContain('The comment has 2,001 characters')
    expect(fake.clicks).toHaveLength(1)
  })

  it.each([{ decision: 'maybe' }, { decision: '' }, { decision: 'approve', digest: 'sha256:1' }])(
    'in a form like %j is refused before any verb',
    async (fields) => {
      const answer = await decide(fields)

      expect(answer.status).toBe(400)
      expect(fake.clicks).toEqual([])
    },
  )

  it('about a request that the person may not see is a page not found', async () => {
    fake.refuseNext('not_found', 'No such request.')

    const answer = await decide({ decision: 'approve' })

    expect(answer.status).toBe(404)
  })

  it('whose verb fails says that its fate is unknown, and the fault is logged', async () => {
    fake.breakDown()

    const answer = await decide({ decision: 'approve' })

    expect(answer.status).toBe(500)
    expect(answer.body).toContain('not known here')
    expect(answer.body).not.toContain('database')
    expect(served.logged).toEqual(['console could not answer'])
  })
})

describe('what is offered', () => {
  it.each([
    [{ approve: true, deny: true }, ['approve', 'deny']],
    [{ approve: false, deny: true }, ['deny']],
    [{ approve: false, deny: false }, []],
  ])('is what the person may do: %j', async (may, words) => {
    fake.put(pageView({ may: { ...may, whyNot: 'You own etl-bot.' } }))

    const page = await served.get(`/requests/${requestId}`, session.cookie)

    const offered = [...page.body.matchAll(/name="decision" value="(\w+)"/g)].map(
      ([, word]) => word,
    )
    expect(offered).toEqual(words)
    expect(page.body).toContain('You own etl-bot.')
  })

  it('stands after the whole payload', async () => {
    const page = await served.get(`/requests/${requestId}`, session.cookie)

    expect(page.body.indexOf('where active')).toBeGreaterThan(0)
    expect(page.body.indexOf('value="approve"')).toBeGreaterThan(page.body.indexOf('where active'))
  })

  it('waits for a comment only where the policy wants one', async () => {
    fake.put(pageView({ may: { commentRequired: ['deny'] } }))

    const page = await served.get(`/requests/${requestId}`, session.cookie)

    expect(page.body).toMatch(/<textarea[^>]* required/)
    expect(page.body).toMatch(/value="approve" formnovalidate/)
    expect(page.body).not.toMatch(/value="deny" formnovalidate/)
  })

  it('never comes without the payload: the live parts hold no form', async () => {
    const live = await served.get(`/requests/${requestId}/live`, session.cookie)

    expect(live.status).toBe(200)
    expect(live.body).not.toContain('name="decision"')
    expect(live.body).not.toContain('where active')
  })
})
