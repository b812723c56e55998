import { describe, expect, it } from '@jest/globals'
import type { Proposal } from '../../../../src/contract/proposal.ts'
import { actionDigest } from '../../../../src/proof/verify/digest.ts'
import {
  approvedRequest,
  called,
  type DeskOptions,
  fakeDesk,
  type Heard,
  type Reply,
  refused,
} from '../../../fakes/cli-desk.ts'
import { acceptedRequest } from '../../../fakes/requests.ts'

const consumed = {
  id: 'gnt_01k9xv2m4te8wb1q0zr7y5h3ad',
  request: approvedRequest.id,
  consumed_at: '2026-11-21T14:05:01Z',
}

/** A service that approves at once; single answers can be others. */
function approving(other: (call: Heard) => Response | null = () => null): Reply {
  return (call) => {
    const given = other(call)
    if (given !== null) return given
    if (call.path === '/v1/grants/consume') return Response.json(consumed)
    return Response.json({ ...approvedRequest, ...digestOf(call) })
  }
}

/** What is proposed is what the answer is for. */
function digestOf({ path, body }: Heard): { digest?: string } {
  if (path !== '/v1/requests') return {}
  const { action, resource, environment, on_behalf_of, payload }: Proposal = JSON.parse(body)
  const bound = { action, resource, environment, on_behalf_of, payload }
  return { digest: actionDigest({ ...bound, agent: approvedRequest.agent.id }) }
}

const ask = ['request', '--action', 'data.export']

function onDesk(options: DeskOptions = {}) {
  return fakeDesk({ reply: approving(), ...options })
}

describe('a proposal', () => {
  it('carries the payload as it was written', async () => {
    const desk = onDesk()

    await called(
      desk,
      ...ask,
      '--payload',
      '{"b": 1.50, "a": 1e2, "1": "\\u00e4"}',
      '--label',
      'pii',
    )

    expect(desk.heard[0]?.body).toContain('{"b": 1.50, "a": 1e2, "1": "\\u00e4"}')
    expect(JSON.parse(desk.heard[0]?.body ?? '')).toMatchObject({ labels: ['pii'] })
  })

  it('is refused before it is sent where two readers could see two payloads', async () => {
    const desk = onDesk()

    expect(await called(desk, ...ask, '--payload', '{"a": 1, "a": 2}')).toBe(1)
    expect(await called(desk, ...ask, '--payload', '{"a": 9007199254740993}')).toBe(1)
    expect(desk.heard).toEqual([])
  })

  it.each([
    ['a flag twice', ['--payload', '1', '--payload', '2'], '--payload is given more than once'],
    ['an unknown flag', ['--payload', '1', '--enviroment', 'x'], 'enviroment'],
    ['a flag without its value', ['--payload', '1', '--resource'], 'resource'],
    ['a word too many', ['--payload', '1', 'please'], 'please'],
    ['no payload and no command', [], '--payload'],
    ['a time that is none', ['--payload', '1', '--expires-in', 'soon'], '--expires-in'],
    ['an empty command', ['--payload', '1', '--', ''], 'No command'],
  ])('with %s is not sent', async (_what, words, named) => {
    const desk = onDesk()

    expect(await called(desk, ...ask, ...words)).toBe(1)
    expect(desk.said.stderr).toContain(named)
    expect(desk.heard).toEqual([])
  })
})

describe('a command', () => {
  it('is consumed as exactly what was proposed, and runs after that', async () => {
    const desk = onDesk()

    await called(desk, ...ask, '--resource', 'r', '--', 'ls', '-l', '$(id)')

    const consume = desk.heard.find(({ path }) => path === '/v1/grants/consume')
    expect(JSON.parse(consume?.body ?? '')).toEqual({
      grant: 'eyJ.grant.sig',
      agent: approvedRequest.agent.id,
      action: 'data.export',
      resource: 'r',
      payload: { command: ['ls', '-l', '$(id)'] },
    })
    expect(desk.ran.map(({ argv }) => argv)).toEqual([['ls', '-l', '$(id)']])
    expect(desk.ran[0]?.options.env).not.toHaveProperty('COUNTERSIGN_TOKEN')
  })

  it.each([
    'grant_already_used',
    'grant_revoked',
    'grant_expired',
    'action_mismatch',
    'policy_changed',
  ])('does not run when consuming answers %s', async (code) => {
    const reply = approving(({ path }) => (path.endsWith('consume') ? refused(409, code) : null))
    const desk = onDesk({ reply })

    expect(await called(desk, ...ask, '--', 'ls')).toBe(1)
    expect(desk.ran).toEqual([])
    expect(desk.said.stderr).toMatch(new RegExp(`\\(${code}\\)\\n  Nothing was run`))
  })

  it('does not run when the answer to consuming got lost and the next one says used', async () => {
    let tries = 0
    const reply = approving(({ path }) => {
      if (!path.endsWith('consume')) return null
      tries += 1
      if (tries === 1) throw new TypeError('fetch failed')
      return refused(409, 'grant_already_used')
    })
    const desk = onDesk({ reply })

    expect(await called(desk, ...ask, '--', 'ls')).toBe(1)
    expect([tries, desk.ran]).toEqual([2, []])
  })

  it('keeps its exit code when its outcome cannot be reported', async () => {
    const reply = approving(({ path }) =>
      path.endsWith('outcome') ? refused(409, 'grant_not_used') : null,
    )
    const desk = onDesk({ reply, result: { kind: 'killed', signal: 'SIGKILL', code: 137 } })

    expect(await called(desk, ...ask, '--', 'ls')).toBe(137)
    expect(desk.said.stderr).toContain('warning: the outcome could not be reported')
    expect(desk.heard.at(-1)?.body).toBe('{"status":"failed","detail":"ended by SIGKILL"}')
  })

  it('that cannot be started is reported as failed, and answers 127', async () => {
    const desk = onDesk({ result: { kind: 'not_started', code: 'EACCES' } })

    expect(await called(desk, ...ask, '--', 'ls')).toBe(127)
    expect(desk.heard.at(-1)?.body).toContain('could not be started (EACCES)')
  })
})

describe('Ctrl-C', () => {
  it('that comes after the approval cancels nothing and says what the service answered', async () => {
    const reply: Reply = (call) => {
      const { path, method } = call
      if (path.endsWith('/cancel')) return refused(409, 'already_decided')
      if (method === 'GET') {
        desk.interrupt()
        throw new TypeError('fetch failed')
      }
      return Response.json({ ...acceptedRequest, ...digestOf(call) })
    }
    const desk = onDesk({ reply })

    const code = await called(desk, ...ask, '--cancel-on-interrupt', '--', 'ls')

    expect([code, desk.ran]).toEqual([1, []])
    expect(desk.said.stderr).toContain('(already_decided)')
  })
})
