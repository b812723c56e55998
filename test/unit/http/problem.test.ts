import { describe, expect, it } from '@jest/globals'
import { ErrorCode } from '../../../src/contract/errors.ts'
import { Problem } from '../../../src/contract/problem.ts'
import { problems, sendProblem } from '../../../src/http/problem.ts'
import { answerOf } from './answer.ts'

describe('problems', () => {
  it('say of every code what it means to HTTP', () => {
    expect(Object.keys(problems).sort()).toEqual([...ErrorCode.options].sort())
  })

  it.each([
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not_found', 404],
    ['invalid_request', 400],
    ['invalid_json', 400],
    ['payload_too_large', 413],
    ['idempotency_key_reused', 422],
    ['rate_limited', 429],
    ['too_many_pending', 429],
    ['too_many_waits', 429],
    ['environment_mismatch', 422],
    ['webhook_not_registered', 422],
    ['digest_mismatch', 409],
    ['already_decided', 409],
    ['self_approval', 403],
    ['not_an_approver', 403],
    ['need_already_met', 409],
    ['comment_required', 422],
    ['unavailable', 503],
  ] as const)('give %s the status of API.md: %i', (code, status) => {
    expect(problems[code].status).toBe(status)
  })

  it('have a title each, and no two the same', () => {
    const titles = Object.values(problems).map(({ title }) => title)

    expect(titles.filter((title) => !/^[A-Z].*[^.]$/.test(title))).toEqual([])
    expect(new Set(titles).size).toBe(titles.length)
  })
})

describe('sendProblem', () => {
  it('answers with problem details (RFC 9457) of the contract', async () => {
    const errors = [{ pointer: '/expires_in', detail: 'must be a whole number' }]

    const { status, headers, text } = await answerOf((_request, response) => {
      sendProblem(response, 'invalid_request', 'The proposal is wrong.', { errors })
    })

    expect(status).toBe(400)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(Problem.parse(JSON.parse(text))).toEqual({
      type: expect.stringMatching(/^https:\/\/.*\/errors#invalid_request$/),
      title: problems.invalid_request.title,
      status: 400,
      code: 'invalid_request',
      detail: 'The proposal is wrong.',
      errors,
    })
  })

  it('leaves out what there is nothing to say of', async () => {
    const { text } = await answerOf((_request, response) => {
      sendProblem(response, 'not_found', 'Nothing is here.')
    })

    expect(Object.keys(JSON.parse(text))).toEqual(['type', 'title', 'status', 'code', 'detail'])
  })
})
