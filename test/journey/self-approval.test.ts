import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { exportAction } from '../harness/api.ts'
import { type ConsoleVisitor, enterConsole } from '../harness/console.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'

let slack: SlackGround
let service: RunningService & { link: string }
let visitor: ConsoleVisitor
let agentsCount = 0

beforeAll(async () => {
  slack = await newSlackGround()
  service = await startHere(slack.ground, slack.settings)
  visitor = await enterConsole(service.link)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

/** Ana is in both groups of the request: nothing but the relation keeps her from approving alone. */
const self = 'ana@example.com'

interface OwnAction {
  request: RequestObject
  /** The agent's e-mail of the relation, in the spelling under test, is Ana's. */
  agent: { id: string; key: string }
}

type Spelling = (email: string) => string

const spellings: [string, Spelling][] = [
  ['as it is', (email) => email],
  ['in other letters', (email) => email.toUpperCase()],
]

/** How Ana comes to be behind the action. */
const relations: [string, (email: string) => Promise<OwnAction>][] = [
  ['the only owner', (email) => byAgentOf([email])],
  ['one of several owners', (email) => byAgentOf(['dana@example.com', email])],
  ['whom the agent acts for', (email) => byAgentOf(['dana@example.com'], { on_behalf_of: email })],
  [
    'an owner until after the proposal',
    async (email) => {
      const own = await byAgentOf(['dana@example.com', email])
      await changeOwners(own.agent.id, ['dana@example.com'])
      return own
    },
  ],
  [
    'an owner since after the proposal',
    async (email) => {
      const own = await byAgentOf(['dana@example.com'])
      await changeOwners(own.agent.id, ['dana@example.com', email])
      return own
    },
  ],
]

/** Each surface tries a decision and answers whether it was let through. */
const surfaces: [string, (request: RequestObject, word: 'approve' | 'deny') => Promise<boolean>][] =
  [
    [
      'Slack',
      async (request, word) => {
        const label = word === 'approve' ? 'Approve' : 'Deny'
        await slack.press(service, 'ana', await slack.cardOf(request), label)
        return (await eventsOf(service.api, request, 'decision.recorded')).length > 0
      },
    ],
    [
      'the console',
      async (request, word) => {
        await visitor.become(self)
        return (await visitor.decide(request, word)) !== 403
      },
    ],
    [
      'the API',
      async (request, word) => {
        const { status, body } = await service.api.decide(
          await service.api.person(self.toUpperCase()),
          request,
          word,
        )
        return !(status === 403 && 'code' in body && body.code === 'self_approval')
      },
    ],
  ]

const matrix = surfaces.flatMap(([surface, attempt]) =>
  relations.flatMap(([relation, propose]) =>
    spellings.map(([spelling, spell]) => ({
      surface,
      attempt,
      relation,
      propose,
      spelling,
      spell,
    })),
  ),
)

it.each(matrix)(
  'through $surface, $relation (e-mail $spelling) decides nothing',
  async ({ attempt, propose, spell }) => {
    const { request } = await propose(spell(self))

    const accepted = [await attempt(request, 'approve'), await attempt(request, 'deny')]

    expect(accepted).toEqual([false, false])
    expect(await service.api.call('GET', `/v1/requests/${request.id}`, admin())).toMatchObject({
      body: { status: 'pending', needs: [{ have: 0 }, { have: 0 }] },
    })
    const refusals = await eventsOf(service.api, request, 'decision.refused')
    expect(refusals.map(({ code }) => code)).toEqual(['self_approval', 'self_approval'])
  },
)

it('an approval no longer counts once the approver comes to own the agent', async () => {
  const { api } = service
  const { request, agent } = await byAgentOf(['dana@example.com'])
  await slack.press(service, 'ana', await slack.cardOf(request), 'Approve')
  await changeOwners(agent.id, ['dana@example.com', self])

  await api.decide(await api.person('bo@example.com'), request, 'approve')
  const { body } = await api.call<RequestObject>('GET', `/v1/requests/${request.id}`, admin())

  expect(body).toMatchObject({
    status: 'pending',
    needs: [
      { group: 'data-owners', have: 1 },
      { group: 'security', have: 0 },
    ],
  })
})

function admin() {
  return { token: service.api.adminToken }
}

/** An agent of its own proposes an action that both groups have to approve. */
async function byAgentOf(owners: string[], more: object = {}): Promise<OwnAction> {
  const { api } = service
  agentsCount += 1
  const name = `agent-${agentsCount}`
  const { body: agent } = await api.call<{ id: string; key: string }>('POST', '/v1/agents', {
    ...admin(),
    body: { name, owners },
  })
  const { body: request } = await api.call<RequestObject>('POST', '/v1/requests', {
    token: agent.key,
    body: { ...exportAction, ...more },
  })
  return { request, agent }
}

async function changeOwners(agent: string, owners: string[]): Promise<void> {
  const { status } = await service.api.call('PATCH', `/v1/agents/${agent}`, {
    ...admin(),
    body: { owners },
  })
  expect(status).toBe(200)
}
