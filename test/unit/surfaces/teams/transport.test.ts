import https from 'node:https'
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
import { defaultServiceUrl } from '../../../../src/surfaces/teams/connection/allowed-hosts.ts'
import type {
  TeamsSettings,
  Transport,
} from '../../../../src/surfaces/teams/connection/connection.ts'
import type { TeamsMessage } from '../../../../src/surfaces/teams/faces/message.ts'
import { createTransport } from '../../../../src/surfaces/teams/transport.ts'
import { newCertificate } from '../../../fakes/certificate.ts'
import type { TeamsChannel } from '../../../fakes/teams-activities.ts'
import { type FakeTeams, openFakeTeams } from '../../../fakes/teams-fake.ts'
import { appId, botId, tenantId } from '../../../fakes/teams-people.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const msMax = 2_000

let teams: FakeTeams
let transport: Transport
let channel: TeamsChannel

beforeAll(async () => {
  teams = await openFakeTeams()
  transport = await createTransport(teams.settings, log)
})

afterAll(() => teams.close())

beforeEach(() => {
  channel = teams.channel('Approvals')
  teams.connector.calls.length = 0
})

afterEach(() => {
  teams.connector.heal()
  teams.issuer.refuseTokens(false)
})

function message(text = 'hello'): TeamsMessage {
  const body = [{ type: 'TextBlock', text }]
  return { card: { type: 'AdaptiveCard', version: '1.5', body }, summary: `It says ${text}` }
}

function startThread(by = transport) {
  const { serviceUrl } = teams.connector
  return by.startThread({ serviceUrl, tenant: tenantId, channel: channel.id }, message())
}

async function failureOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => null,
    (thrown) => thrown,
  )
  const { status, code, retryAfterSeconds } = error as Record<string, unknown>
  return { status, code, retryAfterSeconds }
}

describe('a card', () => {
  it('starts a thread in its channel, with its line for lock screens and no other text', async () => {
    const thread = await startThread()

    const [posted] = teams.messages(channel.id)
    expect(thread).toEqual({ conversation: posted?.conversation, activity: posted?.id })
    expect(posted).toMatchObject({ card: message().card, summary: 'It says hello', root: true })
    expect(posted?.activity).not.toHaveProperty('text')
    expect(teams.connector.calls).toMatchObject([
      { body: { isGroup: true, tenantId, bot: { id: botId }, activity: { type: 'message' } } },
    ])
  })

  it('is rewritten in place', async () => {
    const thread = await startThread()

    await transport.update({ ...thread, serviceUrl: teams.connector.serviceUrl }, message('bye'))

    const [posted] = teams.messages(channel.id)
    expect(posted?.versions.map(({ summary }) => summary)).toEqual(['It says hello', 'It says bye'])
    expect(teams.connector.calls.map(({ method }) => method)).toEqual(['POST', 'PUT'])
  })

  it('gets a message under it, in its thread and nowhere else', async () => {
    const { conversation } = await startThread()

    const at = { serviceUrl: teams.connector.serviceUrl, conversation }
    const { activity } = await transport.send(at, message('a reminder'))

    expect(teams.messages(channel.id).map(({ id, root }) => ({ id, root }))).toEqual([
      { id: expect.any(String), root: true },
      { id: activity, root: false },
    ])
    expect(teams.messages(conversation)).toHaveLength(2)
  })
})

describe('a person', () => {
  it('is written to in a chat of their own, found by their object id', async () => {
    const { serviceUrl } = teams.connector
    const objectId = teams.person('bo').objectId ?? ''

    const conversation = await transport.openPersonal({ serviceUrl, tenant: tenantId, objectId })
    await transport.send({ serviceUrl, conversation }, message())

    expect(conversation).toBe(teams.personal('bo'))
    expect(teams.messages(conversation)).toHaveLength(1)
  })

  it.each([
    ['ana', { tenant: tenantId, role: 'user', email: 'ana@example.com' }],
    ['gus', { tenant: '99999999-9999-4999-8999-999999999999', role: 'guest' }],
    ['anonymous', { objectId: null, tenant: null, role: 'anonymous', email: null }],
  ])('is told of as the roster knows them: %s', async (name, expected) => {
    const { serviceUrl } = teams.connector
    const { mri: user, objectId } = teams.person(name)

    const member = await transport.member({ serviceUrl, conversation: channel.id, user }, msMax)

    expect(member).toMatchObject({ id: user, objectId, ...expected })
  })

  it('who is no member is nobody', async () => {
    const at = { serviceUrl: teams.connector.serviceUrl, conversation: channel.id, user: '29:x' }

    expect(await transport.member(at, msMax)).toBeNull()
  })

  it('is not waited for longer than asked', async () => {
    teams.connector.fail('members', 'silence')
    const at = { serviceUrl: teams.connector.serviceUrl, conversation: channel.id, user: '29:ana' }

    expect(await failureOf(transport.member(at, 50))).toMatchObject({ code: 'timeout' })
  })
})

describe('a call that fails', () => {
  it.each([
    [{ status: 502 }, { status: 502, code: 'http_502', retryAfterSeconds: null }],
    [
      { status: 500, code: 'ServiceError' },
      { status: 500, code: 'ServiceError' },
    ],
    [
      { status: 429, retryAfter: 1 },
      { status: 429, code: 'http_429', retryAfterSeconds: 1 },
    ],
    [
      { status: 503, retryAfter: 99_999 },
      { status: 503, retryAfterSeconds: 3_600 },
    ],
    [
      { status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } },
      { status: 429, retryAfterSeconds: 0 },
    ],
    [
      { status: 412, code: 'PreconditionFailed' },
      { status: 412, code: 'PreconditionFailed' },
    ],
    [
      { status: 400, code: 'Bad <b>code</b>' },
      { status: 400, code: 'http_400' },
    ],
    ['reset' as const, { status: null, code: 'unreachable' }],
    ['no_id' as const, { status: 202, code: 'no_activity_id' }],
    [
      { status: 302, headers: { location: 'https://evil.test/' } },
      { status: 302, code: 'http_302' },
    ],
    [
      { status: 307, headers: { location: 'https://evil.test/' } },
      { status: 307, code: 'http_307' },
    ],
  ])('reaches Teams exactly once and says why: %j', async (fault, expected) => {
    teams.connector.fail('POST', fault)

    const failure = await failureOf(startThread())

    expect(failure).toMatchObject(expected)
    expect(teams.connector.calls).toHaveLength(1)
  })

  it('is the same for an update', async () => {
    const thread = await startThread()
    teams.connector.fail('PUT', { status: 502 })

    const at = { ...thread, serviceUrl: teams.connector.serviceUrl }
    const failure = await failureOf(transport.update(at, message('bye')))

    expect(failure).toMatchObject({ status: 502 })
    expect(teams.connector.calls.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  it("names Teams' own reason where the app is not installed", async () => {
    await teams.uninstall('http://127.0.0.1:9', channel).catch(() => undefined)

    expect(await failureOf(startThread())).toMatchObject({
      status: 403,
      code: 'BotNotInConversationRoster',
    })
  })

  it('says that the host is dead', async () => {
    await teams.connector.down()

    expect(await failureOf(startThread())).toMatchObject({ status: null, code: 'unreachable' })
    await teams.connector.up()
    expect(await startThread()).toMatchObject({ activity: expect.any(String) })
  })
})

describe('what Teams does not take', () => {
  const at = () => ({ serviceUrl: teams.connector.serviceUrl, conversation: channel.id })

  it('is told with its status and code', async () => {
    const wrong = { ...message(), card: { ...message().card, body: [{ type: 'Bogus' }] } }
    const tall = message('x'.repeat(60 * 1024))

    const failures = await Promise.all([
      failureOf(transport.send({ ...at(), conversation: '19:nowhere@thread.tacv2' }, message())),
      failureOf(transport.update({ ...at(), activity: '17' }, message())),
    ])
    expect(failures).toMatchObject([
      { status: 404, code: 'ConversationNotFound' },
      { status: 404, code: 'ActivityNotFoundInConversation' },
    ])
    expect(await failureOf(transport.send(at(), wrong))).toMatchObject({ code: 'BadSyntax' })
    expect(await failureOf(transport.send(at(), tall))).toMatchObject({ status: 413 })
  })

  it('is two writes at once in one conversation', async () => {
    teams.connector.fail('POST', { delayMs: 300 }, 1)

    const codes = await Promise.all([
      failureOf(transport.send(at(), message()).then(() => Promise.reject({ code: 'sent' }))),
      failureOf(transport.send(at(), message()).then(() => Promise.reject({ code: 'sent' }))),
    ])

    expect(codes.map(({ code }) => code).sort()).toEqual(['PreconditionFailed', 'sent'])
  })

  it('is more than seven messages in a second', async () => {
    teams.connector.limitRate(true)

    const sending = async () => {
      for (let count = 0; count < 50; count += 1) await transport.send(at(), message())
    }

    expect(await failureOf(sending())).toMatchObject({ status: 429, retryAfterSeconds: 1 })
    teams.connector.limitRate(false)
  })
})

describe('the token', () => {
  it('is asked for once, and shown with every call', async () => {
    const fresh = await createTransport(teams.settings, log)
    const before = teams.issuer.asked()

    await startThread(fresh)
    await startThread(fresh)

    expect(teams.issuer.asked() - before).toBe(1)
    expect(teams.connector.calls.map(({ token }) => teams.issuer.gave(token ?? ''))).toEqual([
      true,
      true,
    ])
  })

  it.each(['refused', 'unreachable'])(
    'that cannot be had is told: the login is %s',
    async (how) => {
      teams.issuer.refuseTokens(true)
      const loginUrl = how === 'refused' ? teams.issuer.url : 'http://127.0.0.1:9'
      const fresh = await createTransport({ ...teams.settings, loginUrl }, log)

      expect(await failureOf(startThread(fresh))).toMatchObject({ status: null, code: 'no_token' })
      expect(teams.connector.calls).toEqual([])
    },
  )

  it.each([
    'https://evil.test/',
    'https://evil.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net.evil.test/',
    'https://smba.trafficmanager.net@evil.test/',
    'http://smba.trafficmanager.net/teams/',
    'http://127.0.0.1:9/',
  ])('is sent to no other host: %s', async (serviceUrl) => {
    const fresh = await createTransport(teams.settings, log)
    const before = teams.issuer.asked()
    const place = { serviceUrl, conversation: channel.id }

    const calls = [
      fresh.startThread({ serviceUrl, tenant: tenantId, channel: channel.id }, message()),
      fresh.send(place, message()),
      fresh.update({ ...place, activity: '1' }, message()),
      fresh.openPersonal({ serviceUrl, tenant: tenantId, objectId: 'x' }),
      fresh.member({ ...place, user: '29:ana' }, msMax),
    ]

    for (const call of calls) {
      expect(await failureOf(call)).toMatchObject({ status: null, code: 'service_url_refused' })
    }
    expect(teams.issuer.asked()).toBe(before)
  })

  it('is not asked for where authentication is off', async () => {
    teams.connector.requireToken(false)
    const before = teams.issuer.asked()

    await startThread(await createTransport({ ...teams.settings, auth: 'off' }, log))

    teams.connector.requireToken(true)
    expect(teams.issuer.asked()).toBe(before)
    expect(teams.connector.calls).toMatchObject([{ token: null }])
  })
})

const badCertificate = { kind: 'certificate' as const, certificate: 'none', privateKey: 'none' }

describe('the credential', () => {
  const cloudSettings: TeamsSettings = {
    appId,
    tenant: tenantId,
    credential: { kind: 'managed_identity' },
    cloud: 'gcc_high',
    auth: 'required',
    openIdMetadataUrl: null,
    loginUrl: null,
    serviceUrl: null,
  }

  it('may be a managed identity', async () => {
    await expect(createTransport(cloudSettings, log)).resolves.toBeDefined()
  })

  it.each<[TeamsSettings['cloud'], 'password' | 'certificate', string]>([
    ['public', 'password', 'https://login.microsoftonline.com'],
    ['gcc', 'certificate', 'https://login.microsoftonline.com'],
    ['gcc_high', 'password', 'https://login.microsoftonline.us'],
    ['gcc_high', 'certificate', 'https://login.microsoftonline.us'],
  ])('in the cloud %s is shown as %s to the login %s alone', async (cloud, kind, login) => {
    const asked: string[] = []
    const request = jest.spyOn(https, 'request').mockImplementation((url: unknown) => {
      asked.push(String((url as { href?: string }).href ?? JSON.stringify(url)))
      throw new Error('there is no network here')
    })
    const credential = kind === 'password' ? { kind, password: 'x' } : { kind, ...newCertificate() }
    const settings: TeamsSettings = { ...cloudSettings, cloud, credential }
    const theirs = await createTransport(settings, log)

    const at = { serviceUrl: defaultServiceUrl(settings), tenant: tenantId, channel: 'x' }
    const failure = await failureOf(theirs.startThread(at, message()))

    request.mockRestore()
    expect(failure).toMatchObject({ code: 'no_token' })
    expect(asked.map((url) => url.slice(0, login.length))).toEqual([login])
  })

  it('may be a certificate, as PEM', async () => {
    const credential = { kind: 'certificate' as const, ...newCertificate() }

    const made = createTransport({ ...cloudSettings, credential }, log)

    await expect(made).resolves.toBeDefined()
  })

  it.each<[string, Partial<TeamsSettings>]>([
    ['a certificate that is none', { credential: badCertificate }],
    ['an empty password', { credential: { kind: 'password', password: '' } }],
    ['no app', { appId: '' }],
    ['no tenant', { tenant: '' }],
  ])('is refused at once with %s', async (_name, wrong) => {
    await expect(createTransport({ ...cloudSettings, ...wrong }, log)).rejects.toThrow()
  })
})
