import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TeamsPosted } from '../fakes/teams-rooms.ts'
import { enterConsole } from '../harness/console.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newTeamsGround, saysOf, type TeamsGround } from '../harness/teams.ts'
import { until } from '../harness/until.ts'

const told = `
  - name: told
    match: { action: "model.deploy" }
    then: review
    review:
      needs: [ { group: security, count: 1 } ]
      post_to: [approvals]
      expires_in: 30m
      remind_after: 1s
      comment: on_deny
      deny_reasons: ["Wrong environment", "Needs a smaller batch"]
      tell: [owners, on_behalf_of]`

let teams: TeamsGround
let service: RunningService & { link: string }

beforeAll(async () => {
  teams = await newTeamsGround({ rules: told })
  service = await startHere(teams.ground, teams.settings)
})

afterAll(async () => {
  await service.stop()
  await teams.close()
})

/** What the bot has said to somebody alone, the oldest first. */
function saidTo(name: string): TeamsPosted[] {
  return teams.teams.messages(teams.teams.personal(name))
}

async function ask(name: string, words: string): Promise<TeamsPosted[]> {
  const before = saidTo(name).length
  await teams.teams.say(teams.endpoint(service), name, words)
  await until(() => saidTo(name).length > before)
  return saidTo(name).slice(before)
}

function within(value: unknown, test: (record: Record<string, unknown>) => boolean): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => within(each, test))
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  return [
    ...(test(record) ? [record] : []),
    ...Object.values(record).flatMap((v) => within(v, test)),
  ]
}

describe('a person’s own chat with the bot', () => {
  it('says what it is for, when it is added and when it is asked', async () => {
    await teams.teams.install(teams.endpoint(service), 'pia')
    await until(() => saidTo('pia').length === 1)
    expect(saysOf(saidTo('pia')[0]?.card)).toContain('pending')

    const [help] = await ask('pia', 'hello?')
    expect(saysOf(help?.card)).toContain('pending')
  })

  it('says that nothing waits', async () => {
    const [answer] = await ask('olga', 'pending')

    expect(saysOf(answer?.card)).toContain('Nothing waits for you')
  })

  it('shows what waits as cards that can be decided there, and every card follows', async () => {
    const request = await service.api.propose()
    const shared = await teams.cardOf(request)

    const [own] = await ask('bo', 'pending')
    if (own === undefined) throw new Error('no card was sent')
    expect(saysOf(own.card)).toContain(request.id)
    const answer = await teams.press(service, 'bo', own, 'Deny', { inputs: { comment: 'Not now' } })

    expect(saysOf(answer.card)).toContain('Not now')
    await until(() => saysOf(teams.messagesOf(request)[0]?.card).includes('Denied'))
    await until(() => saysOf(saidTo('bo').at(-1)?.card).includes('Denied'))
    expect(shared.id).not.toBe(own.id)
    const { cards } = await service.api.read(request.id)
    expect(cards.map(({ destination }) => destination)).toEqual(['approvals'])
  })

  it('keeps a card there up to date that was decided in the channel', async () => {
    const request = await service.api.propose()
    const shared = await teams.cardOf(request)
    await ask('ana', 'what waits for me')

    await teams.press(service, 'cy', shared, 'Deny')

    await until(() =>
      saidTo('ana').some(
        ({ card }) => saysOf(card).includes(request.id) && saysOf(card).includes('Denied'),
      ),
    )
  })

  it.each([
    ['a guest', 'gus', 'Guests'],
    ['an e-mail that nobody trusts', 'mallory', 'which person'],
  ])('tells %s nothing of what waits', async (_, name, words) => {
    const [answer] = await ask(name, 'pending')

    expect(saysOf(answer?.card)).toContain(words)
  })

  it('answers in a channel only that it answers in a chat of one’s own', async () => {
    const request = await service.api.propose()
    const card = await teams.cardOf(request)
    const before = teams.teams.messages(teams.channel.id).length
    const scene = teams.teams.scene(card)
    const person = teams.teams.person('bo')
    const { messageActivity } = await import('../fakes/teams-activities.ts')
    const activity = messageActivity(scene, person, { text: '<at>Countersign</at> pending' })

    await teams.teams.send(teams.endpoint(service), activity)

    await until(() => teams.teams.messages(teams.channel.id).length > before)
    expect(saysOf(teams.teams.messages(teams.channel.id).map(({ card }) => card))).toContain(
      'chat of our own',
    )
  })

  it('links an account that no policy vouches for, by an address that works once', async () => {
    const [answer] = await ask('mallory', 'link')
    const [button] = within(answer?.card, ({ type }) => type === 'Action.OpenUrl')
    const { url } = button as { url: string }
    const visitor = await enterConsole(service.link)
    await visitor.become('pia@example.com')
    expect(await visitor.linkAccount(url)).toMatchObject({ status: 200 })
    expect(await visitor.linkAccount(url).catch(() => 'used up')).not.toMatchObject({ status: 200 })

    const request = await service.api.propose({ action: 'service.restart', payload: {} })
    const card = await teams.cardOf(request)
    await teams.press(service, 'mallory', card, 'Approve')
    const settled = await service.api.read(request.id)
    expect(settled.verdict?.decisions[0]).toMatchObject({
      person: 'pia@example.com',
      surface: 'teams',
    })
  })
})

describe('a verdict and a reminder', () => {
  it('remind those who can still decide, in the thread of the card', async () => {
    const first = await service.api.propose()
    await teams.press(service, 'cy', await teams.cardOf(first), 'Approve')
    const request = await service.api.propose({ action: 'model.deploy', payload: { model: 'x' } })
    const card = await teams.cardOf(request)

    await until(() => teams.teams.messages(card.conversation).length === 2)

    const reminder = teams.teams.messages(card.conversation)[1]
    expect(saysOf(reminder?.card)).toContain('Still waiting for security')
    const mentioned = within(reminder?.card, ({ type }) => type === 'mention')
    const { objectId } = teams.teams.person('cy')
    expect(saysOf(mentioned)).toContain(objectId)
  })

  it('tell the owners and the person whom it acts for how it ended', async () => {
    await ask('dana', 'pending')
    await ask('eve', 'pending')
    const agent = await service.api.agent('deployer', { owners: ['dana@example.com'] })
    const { body: request } = await service.api.call<{ id: `req_${string}` }>(
      'POST',
      '/v1/requests',
      {
        token: agent.key,
        body: { action: 'model.deploy', payload: { model: 'x' }, on_behalf_of: 'eve@example.com' },
      },
    )
    const card = await teams.cardOf(request)
    await teams.press(service, 'cy', card, 'Deny', { inputs: { reason: 'Wrong environment' } })

    for (const name of ['dana', 'eve']) {
      await until(() => saysOf(saidTo(name).at(-1)?.card).includes('Denied: model.deploy'))
      expect(saysOf(saidTo(name).at(-1)?.card)).toContain('Wrong environment')
    }
  })

  it('offer the policy’s reasons for a denial', async () => {
    const request = await service.api.propose({ action: 'model.deploy', payload: { model: 'y' } })
    const card = await teams.cardOf(request)

    expect(saysOf(card.card)).toContain('Needs a smaller batch')
    const answer = await teams.press(service, 'cy', card, 'Deny', {
      inputs: { reason: 'Needs a smaller batch', comment: 'half of it' },
    })

    expect(answer.status).toBe(200)
    const settled = await service.api.read(request.id)
    expect(settled.verdict?.decisions[0]?.comment).toBe('Needs a smaller batch: half of it')
  })
})
