import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals'
import { createTransport } from '../../../../src/surfaces/teams/transport.ts'
import { messageActivity, type WireActivity } from '../../../fakes/teams-activities.ts'
import { type FakeTeams, openFakeTeams } from '../../../fakes/teams-fake.ts'
import type { TokenKind } from '../../../fakes/teams-issuer.ts'
import { type ServedEndpoint, serveEndpoint } from './serve-endpoint.ts'

let teams: FakeTeams
let served: ServedEndpoint

beforeAll(async () => {
  // The SDK writes to the console when a signature is wrong.
  jest.spyOn(console, 'error').mockImplementation(() => undefined)
  teams = await openFakeTeams()
})

afterAll(async () => {
  await teams.close()
  jest.restoreAllMocks()
})

beforeEach(async () => {
  served = await serveEndpoint(teams.settings)
})

afterEach(() => served.close())

function hello(): WireActivity {
  const ana = teams.person('ana')
  return messageActivity(teams.scene(ana), ana, { text: 'hello' })
}

function changed(change: (activity: WireActivity) => void): WireActivity {
  const activity = hello()
  change(activity)
  return activity
}

async function postRaw(body: string, headers: Record<string, string> = {}) {
  const token = await teams.issuer.token('good', teams.connector.serviceUrl)
  return fetch(served.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body,
  })
}

describe('a call with a good token', () => {
  it('is handed over, and answered with nothing where there is nothing to say', async () => {
    const answer = await teams.send(served.url, hello())

    expect(answer).toMatchObject({ status: 200, body: null })
    expect(served.handled).toMatchObject([{ kind: 'message', text: 'hello' }])
    expect(served.refused).toEqual([])
  })

  it('is let in for five minutes after its time, for clocks differ', async () => {
    const answer = await teams.send(served.url, hello(), { token: 'just_expired' })

    expect(answer.status).toBe(200)
  })

  it.each([
    [
      { kind: 'message' as const, text: 'No.' },
      'application/vnd.microsoft.activity.message',
      'No.',
    ],
    [
      { kind: 'card' as const, card: { type: 'AdaptiveCard', version: '1.5', body: [] } as const },
      'application/vnd.microsoft.card.adaptive',
      { type: 'AdaptiveCard', version: '1.5', body: [] },
    ],
  ])('gets the answer %j with status 200', async (answer, type, value) => {
    served.answer = answer as typeof served.answer

    const { status, body } = await teams.send(served.url, hello())

    expect({ status, body }).toEqual({ status: 200, body: { statusCode: 200, type, value } })
  })

  it('is answered 200 over HTTP also where the card on the screen is to stay', async () => {
    served.answer = { kind: 'unchanged' }

    const { status, body } = await teams.send(served.url, hello())

    expect(status).toBe(200)
    expect(body).toMatchObject({ statusCode: 500, type: 'application/vnd.microsoft.error' })
  })

  it('is answered 500 without details where our own part fails, and that is logged', async () => {
    served.answer = new Error('a secret detail')

    const { status, body } = await teams.send(served.url, hello())

    expect({ status, body }).toEqual({ status: 500, body: null })
    expect(served.logged).toContainEqual({ level: 'error', message: 'A Teams activity failed' })
    expect(served.refused).toEqual([])
  })

  it('is answered 500 where nobody can say which tenants are heard', async () => {
    served.allowedTenants = new Error('no database')

    const { status } = await teams.send(served.url, hello())

    expect(status).toBe(500)
    expect(served.handled).toEqual([])
  })
})

describe('a call that does not prove to come from Teams', () => {
  it.each<TokenKind>([
    'expired',
    'not_yet_valid',
    'wrong_audience',
    'wrong_issuer',
    'forged',
    'unknown_key',
    'alg_hs256',
    'other_service_url',
    'no_service_url',
  ])('is answered 401 and nothing else with the token "%s"', async (token) => {
    const answer = await teams.send(served.url, hello(), { token })

    expect(answer).toMatchObject({ status: 401, body: null })
    expect(served.refused).toEqual(['forged'])
    expect(served.handled).toEqual([])
  })

  it.each([null, 'garbage', 'alg_none'] as const)(
    'is answered 401 with the token %s',
    async (token) => {
      const answer = await teams.send(served.url, hello(), { token })

      expect(answer).toMatchObject({ status: 401, body: null })
      expect(served.refused).toEqual(['unsigned'])
    },
  )

  it('is answered 401 whatever else is wrong with it', async () => {
    const wrong = [
      hello(),
      {},
      { serviceUrl: 7 },
      changed((activity) => {
        activity['channelId'] = 'AseChannel'
      }),
      changed((activity) => {
        activity['serviceUrl'] = 'https://evil.test/'
      }),
    ]

    for (const activity of wrong) {
      expect((await teams.send(served.url, activity, { token: 'forged' })).status).toBe(401)
    }
    expect(served.handled).toEqual([])
  })

  it('is answered 401 while the list of keys cannot be had, and let in once it can', async () => {
    let isUp = false
    const between = createServer((_request, response) => {
      response.writeHead(isUp ? 302 : 503, { location: teams.issuer.openIdMetadataUrl }).end()
    })
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
    const { port } = between.address() as AddressInfo
    const openIdMetadataUrl = `http://127.0.0.1:${port}/metadata`
    const own = await serveEndpoint({ ...teams.settings, openIdMetadataUrl })

    const early = await teams.send(own.url, hello())
    isUp = true
    const late = await teams.send(own.url, hello())

    expect([early, late]).toMatchObject([{ status: 401, body: null }, { status: 200 }])
    expect(own.logged).toEqual([
      { level: 'warn', message: 'The token of a Teams call could not be accepted' },
    ])
    await own.close()
    between.close()
    between.closeAllConnections()
  })

  it('is answered 401 with a token of the public cloud where another issuer is trusted', async () => {
    const own = await serveEndpoint({ ...teams.settings, openIdMetadataUrl: null })

    expect((await teams.send(own.url, hello())).status).toBe(401)
    await own.close()
  })
})

describe('an authentic call', () => {
  it.each<[string, (activity: WireActivity) => void, number, string]>([
    [
      'of another channel',
      (activity) => {
        activity['channelId'] = 'webchat'
      },
      403,
      'wrong_channel',
    ],
    [
      'for another bot',
      (activity) => {
        activity['recipient'] = { id: '28:33333333-3333-4333-8333-333333333333' }
      },
      403,
      'wrong_recipient',
    ],
    [
      'of a tenant that is not heard',
      (activity) => {
        const tenantId = '99999999-9999-4999-8999-999999999999'
        Object.assign(activity['conversation'] as object, { tenantId })
        Object.assign(activity['channelData'] as object, { tenant: { id: tenantId } })
      },
      403,
      'wrong_tenant',
    ],
    [
      'that names two tenants',
      (activity) => {
        const tenantId = '99999999-9999-4999-8999-999999999999'
        Object.assign(activity['conversation'] as object, { tenantId })
      },
      403,
      'wrong_tenant',
    ],
    [
      'that names no tenant',
      (activity) => {
        activity['conversation'] = { id: 'a:personal-ana' }
        activity['channelData'] = {}
      },
      403,
      'wrong_tenant',
    ],
    [
      'whose service URL is nobody that we know',
      (activity) => {
        activity['serviceUrl'] = 'https://evil.trafficmanager.net/teams/'
      },
      403,
      'wrong_service_url',
    ],
    [
      'without a sender',
      (activity) => {
        delete activity['from']
      },
      400,
      'malformed',
    ],
    [
      'with a click that names no verb',
      (activity) => {
        Object.assign(activity, { type: 'invoke', name: 'adaptiveCard/action', value: {} })
      },
      400,
      'malformed',
    ],
  ])('%s is refused, told apart, and handed to nobody', async (_name, change, status, reason) => {
    const answer = await teams.send(served.url, changed(change))

    expect(answer).toMatchObject({ status, body: null })
    expect(served.refused).toEqual([reason])
    expect(served.handled).toEqual([])
  })

  it('without a service URL is refused, though the SDK would take it', async () => {
    const activity = hello()
    delete activity['serviceUrl']

    expect((await teams.send(served.url, activity)).status).toBe(401)
    expect(served.handled).toEqual([])
  })
})

describe('a body', () => {
  it('of more than 256 KiB is not read, and tells a stranger nothing', async () => {
    const answer = await postRaw(JSON.stringify({ ...hello(), more: 'x'.repeat(256 * 1024) }))

    expect(answer.status).toBe(401)
    expect(served.refused).toEqual(['too_large'])
  })

  it.each([
    ['{"type":', {}],
    ['[]', {}],
    ['"text"', {}],
    ['null', {}],
    ['', {}],
    ['type=message', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['{}', { 'content-type': 'text/plain' }],
    ['{}', { 'content-encoding': 'wrong' }],
    ['{}', { 'content-type': 'application/json; charset=wrong' }],
  ])('that is no JSON object is answered 401: %s %j', async (body, headers) => {
    const answer = await postRaw(body, headers)

    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 401, text: '' })
    expect(served.refused).toHaveLength(1)
  })
})

it('answers other methods with 405', async () => {
  const answer = await fetch(served.url)

  expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({
    status: 405,
    allow: 'POST',
  })
})

describe('without authentication, on this machine alone', () => {
  it('takes calls without a token, and still only those that are meant for us', async () => {
    const open = await serveEndpoint({ ...teams.settings, auth: 'off' })

    expect((await teams.send(open.url, hello(), { token: null })).status).toBe(200)
    const stranger = changed((activity) => {
      activity['recipient'] = { id: '28:somebody-else' }
    })
    expect((await teams.send(open.url, stranger, { token: null })).status).toBe(403)
    expect(open.handled).toHaveLength(1)
    await open.close()
  })
})

describe('what happens in Teams', () => {
  async function postedCard() {
    const channel = teams.channel('Approvals')
    const action = { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { r: 'req' } }
    const card = { type: 'AdaptiveCard', version: '1.5', body: [], actions: [action] } as const
    const transport = await createTransport(teams.settings, quiet)
    const { serviceUrl } = teams.connector
    const at = { serviceUrl, tenant: teams.settings.tenant, channel: channel.id }
    await transport.startThread(at, { card: { ...card, body: [] }, summary: 'A card' })
    const [message] = teams.messages(channel.id)
    if (message === undefined) throw new Error('no card was posted')
    return { channel, message }
  }

  it('arrives as a click with what was typed, from the thread of its card', async () => {
    const { channel, message } = await postedCard()
    served.answer = { kind: 'message', text: 'Done.' }

    const { text } = await teams.press(served.url, {
      person: 'ana',
      message,
      title: 'Approve',
      inputs: { comment: 'fine' },
    })

    expect(text).toBe('Done.')
    expect(served.handled).toMatchObject([
      {
        kind: 'action',
        verb: 'approve',
        data: { r: 'req', comment: 'fine' },
        objectId: teams.person('ana').objectId,
        message: message.id,
        conversation: message.conversation,
        channel: { id: channel.id },
      },
    ])
  })

  it('arrives as a refresh, as coming and going, as words and as news of a channel', async () => {
    const { channel, message } = await postedCard()
    const refresh = { person: 'bo', message, verb: 'refresh', data: {} }

    await teams.invoke(served.url, { ...refresh, trigger: 'automatic' })
    await teams.install(served.url, channel)
    await teams.uninstall(served.url, 'ana')
    await teams.say(served.url, 'ana', 'pending')
    await teams.tell(served.url, channel, 'channelDeleted')

    expect(served.handled).toMatchObject([
      { kind: 'action', verb: 'refresh' },
      { kind: 'installed', conversationKind: 'channel' },
      { kind: 'place_changed', event: 'teamMemberAdded' },
      { kind: 'removed', conversationKind: 'personal' },
      { kind: 'removed', conversationKind: 'personal' },
      { kind: 'message', text: 'pending', conversation: teams.personal('ana') },
      { kind: 'place_changed', event: 'channelDeleted' },
    ])
    expect(served.refused).toEqual([])
  })

  it('from a guest or an anonymous person arrives with what they have of an identity', async () => {
    await teams.say(served.url, 'gus', 'hello')
    await teams.say(served.url, 'anonymous', 'hello')

    expect(served.handled).toMatchObject([
      { objectId: teams.person('gus').objectId, tenant: teams.settings.tenant },
      { objectId: null, user: '29:anonymous' },
    ])
  })
})

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
