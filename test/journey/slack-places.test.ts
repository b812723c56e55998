import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { SlackHand } from '../fakes/slack-hand.ts'
import { recordsIn, recordsWithin } from '../fakes/slack-json.ts'
import { enterConsole } from '../harness/console.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

/** Forms, the whole request, the Home tab and the command, through the service and its database. */
let slack: SlackGround
let service: RunningService & { link: string }

const restart = { action: 'service.restart', payload: { service: 'billing' } }

beforeAll(async () => {
  slack = await newSlackGround({
    rules: `
  - name: deploys
    match: { action: "model.deploy" }
    then: review
    review:
      needs: [ { group: security, count: 1 } ]
      post_to: [approvals]
      expires_in: 20m
      comment: always
      deny_reasons: ["Wrong environment", "Needs a smaller batch"]
`,
  })
  service = await startHere(slack.ground, slack.settings)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

const hand = () => slack.hand(service)
const user = (name: string) => slack.workspace.user(name)
const modalOf = (name: string) => slack.workspace.front.screens.modal(user(name))

/** Presses and waits for the modal: Slack hears of the click before it is asked to open anything. */
async function openBy(name: string, card: Parameters<SlackHand['press']>[1], label: string) {
  slack.workspace.front.screens.close(user(name))
  await hand().press(user(name), card, label)
  await until(() => modalOf(name) !== null)
}

async function turn(name: string, label: string): Promise<void> {
  const before = modalOf(name)?.['hash']
  await hand().pressInModal(user(name), label)
  await until(() => modalOf(name)?.['hash'] !== before)
}

const homeOf = (name: string) => JSON.stringify(slack.workspace.front.screens.home(user(name)))
const labelsIn = (view: unknown) =>
  recordsWithin(view)
    .filter(({ type }) => type === 'button')
    .map((button) => (button['text'] as { text: string }).text)

describe('a decision that wants a comment', () => {
  it('is denied with a reason and a comment from a form, and the card follows', async () => {
    const request = await service.api.propose({ action: 'model.deploy', payload: { model: 'x' } })
    const card = await slack.cardOf(request)

    await openBy('cy', card, 'Deny')
    const form = modalOf('cy')
    expect(JSON.stringify(form)).toContain('security 0 of 1')
    expect((await service.api.read(request.id)).status).toBe('pending')
    const { errors } = await hand().submit(user('cy'), {
      cs_reason: 'Wrong environment',
      cs_comment: 'Use staging',
    })

    expect(errors).toEqual({})
    expect(modalOf('cy')).toBeNull()
    const settled = await service.api.read(request.id)
    expect(settled.verdict?.decisions[0]).toMatchObject({
      person: 'cy@example.com',
      surface: 'slack',
      comment: 'Wrong environment: Use staging',
    })
    await until(async () => wholeText(await slack.cardOf(request)).includes('Use staging'))
  })

  it('is not taken without one, and says so beside the input', async () => {
    const request = await service.api.propose({ action: 'model.deploy', payload: { model: 'y' } })
    await openBy('cy', await slack.cardOf(request), 'Deny')

    const { errors } = await hand().submit(user('cy'))

    expect(errors).toEqual({ cs_comment: 'The policy wants a comment with this decision.' })
    expect((await service.api.read(request.id)).status).toBe('pending')
    expect(await eventsOf(service.api, request, 'decision.refused')).toEqual([])
  })

  it('changes nothing where the form is closed', async () => {
    const request = await service.api.propose(restart)
    await openBy('olga', await slack.cardOf(request), 'Deny')

    slack.workspace.front.screens.close(user('olga'))

    expect((await service.api.read(request.id)).status).toBe('pending')
  })

  it('says in the form that somebody else was faster', async () => {
    const request = await service.api.propose(restart)
    await openBy('olga', await slack.cardOf(request), 'Deny')
    await slack.press(service, 'pia', await slack.cardOf(request), 'Approve')

    await hand().submit(user('olga'), { cs_comment: 'Not at noon' })

    expect(JSON.stringify(modalOf('olga'))).toContain('already approved')
    expect((await service.api.read(request.id)).status).toBe('approved')
  })

  it('is refused at once, and recorded, where the person may not decide', async () => {
    const request = await service.api.propose(restart)

    await hand().press(user('eve'), await slack.cardOf(request), 'Deny')

    await until(() => slack.toldOnly('eve').length > 0)
    expect(modalOf('eve')).toBeNull()
    expect(await eventsOf(service.api, request, 'decision.refused')).toMatchObject([
      { code: 'not_an_approver' },
    ])
  })
})

describe('the whole of a request', () => {
  it('is read page by page where a card had to cut it, and approved at its end', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => `row number ${index}`)
    const request = await service.api.propose({ ...restart, payload: { rows } })
    const card = await slack.cardOf(request)
    expect(slack.labelsOf(card)).toEqual(['Review', 'Deny'])

    await openBy('olga', card, 'Review')
    let read = JSON.stringify(modalOf('olga'))
    let pages = 1
    while (labelsIn(modalOf('olga')).includes('Next page')) {
      expect(modalOf('olga')?.['submit']).toBeNull()
      await turn('olga', 'Next page')
      read += JSON.stringify(modalOf('olga'))
      pages += 1
    }

    expect(pages).toBeGreaterThan(1)
    expect(rows.filter((row) => !read.includes(row))).toEqual([])
    expect(modalOf('olga')?.['submit']).toMatchObject({ text: 'Approve' })
    await hand().submit(user('olga'), { cs_comment: 'Read to the end' })
    const settled = await service.api.read(request.id)
    expect(settled.status).toBe('approved')
    expect(settled.verdict?.decisions[0]?.comment).toBe('Read to the end')
    await until(async () => wholeText(await slack.cardOf(request)).includes('Approved'))
  })

  it('is denied from any page, with the form on top', async () => {
    const request = await service.api.propose(restart)
    await openBy('olga', await slack.cardOf(request), 'Details')

    await turn('olga', 'Deny')
    await hand().submit(user('olga'), { cs_comment: 'Not now' })

    expect(modalOf('olga')).toBeNull()
    expect((await service.api.read(request.id)).verdict?.decisions[0]?.comment).toBe('Not now')
  })

  it('hides what the card hides', async () => {
    const request = await service.api.propose({
      ...restart,
      payload: { customer: { a: { email: 'secret@example.com' } }, password: 'hunter22' },
    })
    await openBy('olga', await slack.cardOf(request), 'Details')

    const shown = JSON.stringify(modalOf('olga'))
    expect(shown).toContain('hidden (personal data')
    expect(shown).not.toMatch(/secret@example\.com|hunter22/)
  })

  it.each(['eve', 'mallory'])('is not shown to %s, whom it does not concern', async (name) => {
    const request = await service.api.propose(restart)
    const before = slack.toldOnly(name).length

    await hand().press(user(name), await slack.cardOf(request), 'Details')

    await until(() => slack.toldOnly(name).length > before)
    expect(slack.toldOnly(name).at(-1)).toContain('not yours to see')
    expect(modalOf(name)).toBeNull()
  })
})

describe('the Home tab', () => {
  it('shows what waits, is decided on there, and shows what was decided', async () => {
    const request = await service.api.propose({ action: 'data.export', payload: { rows: 7 } })
    await hand().openHome(user('bo'))
    await until(() => homeOf('bo').includes(request.id))

    await hand().pressInHome(user('bo'), 'Approve', 0)

    await until(() => homeOf('bo').includes('You approved'))
    const { needs } = await service.api.read(request.id)
    expect(needs).toContainEqual({ group: 'data-owners', count: 1, have: 1 })
    expect(homeOf('bo')).toContain('waiting for people')
  })

  it('follows what others decide elsewhere, once however much that is', async () => {
    const { api } = service
    const requests = [await api.propose(restart), await api.propose(restart)]
    await hand().openHome(user('pia'))
    await until(() => requests.every(({ id }) => homeOf('pia').includes(id)))
    const published = () =>
      slack.workspace.front.calls.filter(
        ({ method, body }) => method === 'views.publish' && body.get('user_id') === user('pia'),
      ).length
    const before = published()

    const olga = await api.person('olga@example.com')
    for (const request of requests) await api.decide(olga, request, 'approve')

    await until(() => requests.every(({ id }) => !homeOf('pia').includes(id)))
    expect(published() - before).toBeLessThan(3)
  })

  it('shows owners what their agents asked for, without a decision', async () => {
    const request = await service.api.propose(restart)

    await hand().openHome(user('dana'))

    await until(() => homeOf('dana').includes(request.id))
    expect(homeOf('dana')).toContain('Nothing waits for you')
    expect(labelsIn(slack.workspace.front.screens.home(user('dana')))).toEqual([])
  })

  it('shows a stranger nothing, and says why', async () => {
    await hand().openHome(user('mallory'))

    await until(() => homeOf('mallory').includes('which person'))
    expect(homeOf('mallory')).not.toContain('req_')
  })
})

describe('the command', () => {
  async function say(name: string, text: string): Promise<string> {
    const { answer } = await hand().command(user(name), text)
    expect(answer?.['response_type']).toBe('ephemeral')
    return JSON.stringify(answer)
  }

  it('lists what waits, and opens the whole of it from there', async () => {
    const request = await service.api.propose(restart)
    const { answer } = await hand().command(user('pia'), 'pending')
    expect(JSON.stringify(answer)).toContain(request.id)
    expect(labelsIn(answer)).not.toContain('Approve')

    await openBy('pia', { ts: '1.1', blocks: recordsIn(answer ?? {}, 'blocks') }, 'Review')

    expect(JSON.stringify(modalOf('pia'))).toContain('service.restart')
  })

  it('shows one request to those whom it concerns, and to nobody else that there is one', async () => {
    const request = await service.api.propose(restart)

    expect(await say('olga', `show ${request.id}`)).toContain('service.restart')
    const stranger = await say('eve', `show ${request.id}`)
    expect(stranger).toBe(await say('eve', 'show req_01k9xv2m4te8wb1q0zr7y5h3ad'))
    expect(stranger).toContain('not yours to see')
  })

  it.each(['', 'help', 'dance'])('answers %j with what it can do', async (text) => {
    expect(await say('bo', text)).toContain('/countersign pending')
  })

  it('links an account that no policy vouches for, by an address that works once', async () => {
    const { answer } = await hand().command(user('mallory'), 'link')
    const link = recordsWithin(answer).find(({ type }) => type === 'link')
    const visitor = await enterConsole(service.link)
    await visitor.become('ana@example.com')

    const page = await visitor.linkAccount(String(link?.['url']))

    expect(page.status).toBe(200)
    const request = await service.api.propose()
    await slack.press(service, 'mallory', await slack.cardOf(request), 'Deny')
    const settled = await service.api.read(request.id)
    expect(settled.verdict?.decisions[0]).toMatchObject({
      person: 'ana@example.com',
      surface: 'slack',
    })
  })
})
