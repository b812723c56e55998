import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { nodesOf } from '../fakes/adaptive-card.ts'
import type { TeamsPosted } from '../fakes/teams-rooms.ts'
import { enterConsole } from '../harness/console.ts'
import { journeyPolicy, putInForce } from '../harness/policy.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { eventsOf } from '../harness/story.ts'
import { newTeamsGround, saysOf, type TeamsGround, trustTenant } from '../harness/teams.ts'
import { until } from '../harness/until.ts'

let teams: TeamsGround
let service: RunningService & { link: string }

beforeAll(async () => {
  teams = await newTeamsGround()
  service = await startHere(teams.ground, teams.settings)
})

afterAll(async () => {
  await service.stop()
  await teams.close()
})

function saidTo(name: string): TeamsPosted[] {
  return teams.teams.messages(teams.teams.personal(name))
}

/** Makes the bot say something in somebody's own chat, and answers with its message. */
async function ask(name: string, words: string): Promise<TeamsPosted> {
  const before = saidTo(name).length
  await teams.teams.say(teams.endpoint(service), name, words)
  await until(() => saidTo(name).length > before)
  const said = saidTo(name).at(-1)
  if (said === undefined) throw new Error('nothing was said')
  return said
}

/** What every button of a card carries. */
function wordsOf({ card }: TeamsPosted): Record<string, unknown> {
  const [action] = nodesOf(card).filter(({ type }) => type === 'Action.Execute')
  return action?.['data'] as Record<string, unknown>
}

async function ownedBy(owner: string, more: object = {}): Promise<RequestObject> {
  const agent = await service.api.agent(`bot-${Math.trunc(performance.now())}`, { owners: [owner] })
  const { body } = await service.api.call<RequestObject>('POST', '/v1/requests', {
    token: agent.key,
    body: { action: 'data.export', payload: { rows: 1 }, ...more },
  })
  return body
}

async function statusOf({ id }: RequestObject): Promise<string> {
  const { body } = await service.api.call<RequestObject>('GET', `/v1/requests/${id}`, {
    token: service.api.adminToken,
  })
  return body.status
}

describe('whoever would approve their own action', () => {
  it('gets no address by which somebody else could take their account', async () => {
    const request = await ownedBy('bo@example.com')
    const card = await teams.cardOf(request)

    const said = await ask('bo', 'link')

    expect(saysOf(said.card)).toContain('linked already')
    expect(saysOf(said.card)).not.toContain('offer=')
    expect(saysOf((await ask('bo', 'link')).card)).toContain('would be one person with you')
    const answer = await teams.press(service, 'bo', card, 'Approve')
    expect(answer.text).toMatch(/own action/)
    expect(await statusOf(request)).toBe('pending')
  })

  it('cannot lend an account whose e-mail is theirs, though no policy trusts it', async () => {
    await ownedBy('mallory@evil.test')
    const said = await ask('mallory', 'link')
    const [button] = nodesOf(said.card).filter(({ type }) => type === 'Action.OpenUrl')
    const visitor = await enterConsole(service.link)
    await visitor.become('cy@example.com')

    const taken = await visitor.linkAccount(String(button?.['url']))

    expect(taken.status).toBe(409)
  })
})

describe('whoever knows the ids of a request', () => {
  it.each(['gus', 'dana', 'mallory'])(
    'is shown nothing of it in another conversation: %s',
    async (name) => {
      const request = await ownedBy('olga@example.com')
      const card = await teams.cardOf(request)
      const own = await ask(name, 'help')

      const answer = await teams.teams.invoke(teams.endpoint(service), {
        person: name,
        message: own,
        verb: 'countersign.refresh',
        data: wordsOf(card),
      })

      expect(answer.status).toBe(200)
      expect(answer.card).toBeNull()
    },
  )

  it('cannot make their own message follow it', async () => {
    const request = await ownedBy('olga@example.com')
    const card = await teams.cardOf(request)
    const own = await ask('gus', 'help')
    const verb = 'countersign.approve'
    const data = wordsOf(card)
    const send = (person: string) =>
      teams.teams.invoke(teams.endpoint(service), { person, message: own, verb, data })

    await send('gus')
    await teams.press(service, 'ana', card, 'Deny', { inputs: { comment: 'for us alone' } })

    await until(() => saysOf(teams.messagesOf(request)[0]?.card).includes('for us alone'))
    expect(saysOf(saidTo('gus').map((message) => message.card))).not.toContain('for us alone')
  })
})

describe('a card in somebody’s own chat', () => {
  it('is taken away from whoever may not read the request any more', async () => {
    const request = await ownedBy('olga@example.com')
    const shared = await teams.cardOf(request)
    await ask('cy', 'pending')
    await until(() => saidTo('cy').some(({ card }) => saysOf(card).includes(request.id)))
    const without = journeyPolicy({
      destinations: `approvals: { teams: "${teams.channel.id}" }`,
      postTo: 'approvals',
      identities: `identities: { teams: [ ${trustTenant} ] }`,
    }).replace('members: [cy@example.com, ana@example.com]', 'members: [ana@example.com]')
    await putInForce(teams.ground.policyFile, service.api, without)

    await teams.press(service, 'ana', shared, 'Deny', { inputs: { comment: 'for us alone' } })

    await until(() => saysOf(saidTo('cy').map(({ card }) => card)).includes('not yours to see'))
    expect(saysOf(saidTo('cy').map(({ card }) => card))).not.toContain('for us alone')
  })

  it('stands there once, however often it is asked for', async () => {
    const request = await ownedBy('olga@example.com')
    await teams.cardOf(request)
    const shows = () => saidTo('bo').filter(({ card }) => saysOf(card).includes(request.id))
    await ask('bo', 'pending')
    await until(() => shows().length === 1)

    await ask('bo', 'pending')

    await until(() => saysOf(saidTo('bo').map(({ card }) => card)).includes('further down'))
    await until(() => shows().length === 1)
  })
})

describe('what is written oddly', () => {
  it('does not keep a decision from being recorded', async () => {
    const request = await ownedBy('olga@example.com')
    const card = await teams.cardOf(request)

    const answer = await teams.press(service, 'ana', card, 'Deny', {
      inputs: { comment: 'no \ud83d' },
    })

    expect(answer.status).toBe(200)
    expect(await statusOf(request)).toBe('denied')
    expect(await eventsOf(service.api, request, 'decision.recorded')).toHaveLength(1)
  })
})
