import { describe, expect, it } from '@jest/globals'
import { render } from 'preact-render-to-string'
import type { RequestPageView } from '../../../../src/app/ports.ts'
import { Deliveries } from '../../../../src/surfaces/console/parts/deliveries.tsx'
import { requestId } from '../../../fakes/cards.ts'
import { fakeVerbs, pageView } from '../../../fakes/console-verbs.ts'
import { hostileCorpus } from '../../../fakes/hostile-corpus.ts'
import { unseenCharacter } from '../../core/inert/hostile.ts'
import { serveConsole } from './serve.ts'

type Delivery = RequestPageView['deliveries'][number]

const at = new Date('2026-11-21T14:32:00Z')

const pending: Delivery = {
  host: 'hooks.example.com',
  status: 'pending',
  attempts: 2,
  lastStatus: 503,
  lastError: null,
  nextAttemptAt: at,
  deliveredAt: null,
}
const delivered: Delivery = {
  ...pending,
  status: 'delivered',
  attempts: 1,
  lastStatus: 204,
  nextAttemptAt: null,
  deliveredAt: at,
}
const failed: Delivery = {
  ...pending,
  status: 'failed',
  attempts: 10,
  lastStatus: null,
  lastError: 'timeout',
  nextAttemptAt: null,
}

function show(...deliveries: Delivery[]): string {
  return render(<Deliveries deliveries={deliveries} />)
}

/** What a person reads: no markup, each run of white space as one. */
function read(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

describe('the webhooks of a request', () => {
  it('are not spoken of where nobody is told', () => {
    expect(show()).toBe('')
  })

  it.each([
    [
      'waits, with its last answer and its next try',
      pending,
      'Not told yet hooks.example.com , 2 tries 503',
    ],
    ['was told, with no trouble from before', delivered, 'Told hooks.example.com , 1 try'],
    ['was given up, with the fault', failed, 'Given up hooks.example.com , 10 tries timeout'],
  ])('say of an endpoint that it %s', (_what, delivery, words) => {
    const time = delivery.status === 'failed' ? '' : ' 21 Nov 2026, 14:32 UTC'

    expect(read(show(delivery))).toBe(`Webhooks ${words}${time}`)
  })

  it('say a fault before the answer of an earlier try', () => {
    const shown = read(show({ ...pending, lastError: 'tls_failed' }))

    expect(shown).toContain('tls_failed')
    expect(shown).not.toContain('503')
  })

  it('say how far away a next try is, and when a delivery was', () => {
    expect(show(pending)).toContain('data-as="until"')
    expect(show(delivered)).toContain('data-as="at"')
    expect(show(failed)).not.toContain('<time')
  })

  it('stand on the request’s page in their own order, after the decision', async () => {
    const fake = fakeVerbs()
    const { cookie } = fake.signIn('ana@example.com')
    fake.put({ ...pageView(), deliveries: [failed, pending, delivered] })
    const served = await serveConsole(fake.verbs)

    const { body } = await served.get(`/requests/${requestId}`, cookie)
    await served.close()

    const page = read(body)
    const places = ['Your decision', 'Webhooks', 'Given up', 'Not told yet', 'Told hooks', 'Story']
    const found = places.map((words) => page.indexOf(words))
    expect(found).not.toContain(-1)
    expect(found).toEqual([...found].sort((left, right) => left - right))
  })

  it.each([pending, delivered, failed])('let no text from outside act: $status', (delivery) => {
    const whole = /^<section aria-labelledby="deliveries">.*<\/section>$/s
    const own = /^(?:section|h2|ol|li|span|code|bdi|time)$/

    for (const text of hostileCorpus) {
      const shown = show({ ...delivery, host: text, lastError: text })

      expect(shown).toMatch(whole)
      expect(shown).not.toMatch(unseenCharacter)
      expect(shown).not.toMatch(/[\n\t]/)
      const tags = new Set([...shown.matchAll(/<([a-z!?/][^\s>]*)/gi)].map(([, tag = '']) => tag))
      const foreign = [...tags].filter((tag) => !own.test(tag.replace(/^\//, '')))
      expect(foreign).toEqual([])
      expect(shown.match(/<li>/g)).toHaveLength(1)
    }
  })
})
