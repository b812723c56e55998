import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { launchBrowser } from '../harness/browser.ts'
import { type Canary, openCanary } from '../harness/canary.ts'
import { isPlaygroundWanted } from '../harness/playground.ts'
import { newPlaygroundGround, type PlaygroundGround } from '../harness/playground-ground.ts'
import type { PlaygroundPage } from '../harness/playground-page.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

if (!isPlaygroundWanted) {
  process.stderr.write(
    'SKIPPED: the journey in Microsoft’s Agents Playground. TEAMS_PLAYGROUND=1 fetches it, under its own terms, and runs it.\n',
  )
}
const browser = isPlaygroundWanted ? await launchBrowser() : null
const inPlayground = browser === null ? describe.skip : describe

const rule = (name: string, place: string, more = '') => `
  - name: ${name}
    match: { action: "${name}.*" }
    then: review
    review:
      { needs: [ { group: security, count: 1 } ], post_to: [${place}], expires_in: 30m${more} }`

const rules = [
  rule('group', 'group'),
  rule('team', 'of-team'),
  rule('reminded', 'approvals', ', remind_after: 1s'),
  rule('model', 'approvals', ', comment: on_deny, deny_reasons: ["Wrong environment", "Too much"]'),
].join('')

const approved = /^Approved\s·/
const denied = /^Denied\s·/

let teams: PlaygroundGround
let canary: Canary
let here: PlaygroundPage
let there: PlaygroundPage

/** By its action the card of a request is found: a settled one folds all else away. */
function propose(action: string, more: object = {}) {
  return teams.service.api.propose({ action, payload: { rows: 10412 }, ...more })
}

function button(window: PlaygroundPage, action: string, name: string) {
  return window.card(action).getByRole('button', { name, exact: true })
}

inPlayground('in Microsoft’s Agents Playground', () => {
  beforeAll(async () => {
    if (browser === null) throw new Error('no browser')
    teams = await newPlaygroundGround(browser, rules)
    canary = await openCanary()
    here = await teams.open('Approvals')
    there = await teams.open('Approvals')
  })

  afterAll(async () => {
    await browser?.close()
    await teams?.close()
    await canary?.close()
  })

  it('a card is drawn, and each approval changes it in place in every window', async () => {
    const action = 'data.export.daily'
    const request = await propose(action, { resource: 'postgres://prod/customers' })
    const asked = await here.reads(action, 'Needs')
    expect(asked).toContain(`${action} · production`)
    expect(asked).toContain('sample-agent wants to act on postgres://prod/customers')
    expect(asked).toMatch(/rows\s+10412/)
    expect(asked).toMatch(/data-owners 0 of 1 +· +security 0 of 1/)
    await there.reads(action, 'Needs')

    await button(here, action, 'Approve').click()
    await here.reads(action, /security\s✓\sCy/)
    expect(await there.reads(action, /security\s✓\sCy/)).toContain('data-owners 0 of 1')
    await teams.press('Bo', here.posted(action), 'Approve')

    for (const window of [here, there]) {
      const settled = await window.reads(action, approved)
      expect(settled).toMatch(/by Cy \(security, Teams\)[\s\S]*by Bo \(data-owners, Teams\)/)
      expect(await button(window, action, 'Approve').count()).toBe(0)
      expect(window.loads()).toBe(1)
    }
    expect((await teams.service.api.read(request.id)).status).toBe('approved')
  })

  it('a denial takes the comment that was typed beside it', async () => {
    const action = 'data.export.weekly'
    const request = await propose(action)
    await here.comment(action, 'Needs a smaller batch')

    await button(here, action, 'Deny').click()

    for (const window of [here, there]) {
      expect(await window.reads(action, denied)).toContain('Needs a smaller batch')
    }
    const { verdict } = await teams.service.api.read(request.id)
    expect(verdict?.decisions).toMatchObject([
      { person: 'cy@example.com', comment: 'Needs a smaller batch', surface: 'teams' },
    ])
  })

  it('an owner is told why they cannot decide, and the card stays', async () => {
    const { api } = teams.service
    const agent = await api.agent('owned-bot', { owners: ['cy@example.com'] })
    const body = { action: 'data.export.own', payload: { rows: 1 } }
    await api.call('POST', '/v1/requests', { token: agent.key, body })

    await button(here, 'data.export.own', 'Approve').click()

    await here.page.getByText(/own owned-bot.* Still needed/).waitFor()
    expect(await here.reads('data.export.own', 'Needs')).toContain('security 0 of 1')
    expect(await button(here, 'data.export.own', 'Deny').count()).toBe(1)
  })

  it('a colleague in no group decides nothing', async () => {
    const action = 'data.export.others'
    const request = await propose(action)
    await here.reads(action, 'Needs')

    await teams.press('Kim', here.posted(action), 'Approve')

    const refused = () => eventsOf(teams.service.api, request, 'decision.refused')
    await until(async () => (await refused()).length > 0)
    expect(await refused()).toMatchObject([{ code: 'not_an_approver' }])
    expect(await here.reads(action, 'Needs')).toContain('data-owners 0 of 1')
  })

  it('a decision from elsewhere changes the card in every window, and folds away what was asked', async () => {
    const action = 'data.export.elsewhere'
    const { api } = teams.service
    const request = await propose(action)
    for (const window of [here, there]) await window.reads(action, 'Needs')

    await api.decide(await api.person('ana@example.com'), request, 'deny', 'Not today')

    for (const window of [here, there]) {
      const settled = await window.reads(action, denied)
      expect(settled).toContain('Not today')
      expect(settled).not.toContain('10412')
      expect(window.loads()).toBe(1)
    }
    await button(here, action, 'What was asked').click()
    expect(await here.reads(action, denied)).toContain('10412')
  })

  it('a denial without the comment that the policy wants is asked again on the card', async () => {
    const request = await propose('model.deploy')
    await button(here, 'model.deploy', 'Deny').click()
    await here.reads('model.deploy', 'Not decided yet')
    expect((await teams.service.api.read(request.id)).status).toBe('pending')

    await here.card('model.deploy').getByRole('combobox').click()
    await here.page.getByRole('option', { name: 'Wrong environment' }).click()
    await button(here, 'model.deploy', 'Deny').click()

    expect(await here.reads('model.deploy', denied)).toContain('Wrong environment')
  })

  it('a reminder comes under its card, and not as a post of its own', async () => {
    await propose('reminded.one')
    const reminder = here.card('Still waiting for security, until')

    const answered = here.postOf('reminded.one').filter({ has: reminder })
    await answered.getByText('Open full request').waitFor()

    expect(await answered.count()).toBe(1)
  })

  it('hostile text is drawn as it was written and asks nothing of anybody', async () => {
    const action = 'data.export.hostile'
    const image = `![x](${canary.url}/image.png)`
    const hostile = [
      image,
      `[click](${canary.url}/link)`,
      `<img src="${canary.url}/tag.png">`,
      '{{DATE(2020-01-01T00:00:00Z)}}',
      '<at>Cy</at>',
      '**bold**',
    ]
    await propose(action, {
      payload: { [image]: hostile },
      summary: hostile.join(' '),
      reason: hostile.join('\n'),
    })
    const asked = await here.reads(action, 'Needs')
    await here.comment(action, hostile.join(' '))
    await button(here, action, 'Deny').click()
    const settled = await here.reads(action, denied)

    for (const text of hostile) {
      expect(asked.split(text).length - 1).toBeGreaterThanOrEqual(3)
      expect(settled).toContain(text)
    }
    expect(await here.card(action).locator('a, img, b, strong').count()).toBe(0)
    expect(await here.card(action).getByRole('link').allInnerTexts()).toEqual(['Details'])
    // A text that is parsed shows that the canary would have been asked.
    const text = `![x](${canary.url}/control.png)`
    const body = [{ type: 'TextBlock', text }]
    await teams.postPast({ type: 'AdaptiveCard', version: '1.5', body })
    await until(() => canary.hits().includes('/control.png'))
    expect(canary.hits().filter((hit) => hit !== '/control.png')).toEqual([])
  })

  it('a person’s own chat answers, and a card that is decided there changes in the channel', async () => {
    const action = 'data.export.personal'
    const chat = await teams.open('Personal Chat')
    await chat.say('help')
    await chat.reads('pending: what waits for you', 'help: this text')
    await propose(action)
    await here.reads(action, 'Needs')

    await chat.say('pending')
    await button(chat, action, 'Deny').click()

    await chat.reads(action, denied)
    await here.reads(action, denied)
    await chat.close()
  })

  it('a card in a group chat is decided there', async () => {
    const chat = await teams.open('Group Chat')
    const request = await propose('group.one')
    await button(chat, 'group.one', 'Approve').click()

    await chat.reads('group.one', approved)
    expect((await teams.service.api.read(request.id)).status).toBe('approved')
    await chat.close()
  })

  it('a card waits where the app was taken away, and comes when it is back', async () => {
    const { api } = teams.service
    await teams.install('remove')
    const removed = '/v1/events?type=surface.removed'
    const heard = () => api.call('GET', removed, { token: api.adminToken })
    await until(async () => JSON.stringify((await heard()).body).includes('evt_'))
    const request = await propose('team.away')
    await until(async () => (await api.read(request.id)).cards[0]?.reason === 'not_installed')

    await teams.install('add')

    await here.reads('team.away', 'Needs')
  })
})
