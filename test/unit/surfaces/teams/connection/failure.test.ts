import { describe, expect, it } from '@jest/globals'
import { TeamsError } from '../../../../../src/surfaces/teams/connection/connection.ts'
import { failureOf, meansGone } from '../../../../../src/surfaces/teams/connection/failure.ts'

describe('a failure of a call to Teams', () => {
  it.each<[string, unknown, string, number | null]>([
    ['a rate limit', new TeamsError(429, 'TooManyRequests', 7), 'ratelimited', 7],
    ['a rate limit without a time', new TeamsError(429, 'http_429', null), 'ratelimited', null],
    ['two writes at once', new TeamsError(412, 'PreconditionFailed', null), 'conflict', null],
    ['trouble inside Teams', new TeamsError(500, 'ServiceError', null), 'http_500', null],
    ['a bad gateway', new TeamsError(502, 'http_502', null), 'http_502', null],
    ['a busy service', new TeamsError(503, 'http_503', 30), 'http_503', 30],
    ['a slow service', new TeamsError(408, 'http_408', null), 'timeout', null],
    ['a dead network', new TeamsError(null, 'unreachable', null), 'unreachable', null],
    ['no answer in time', new TeamsError(null, 'timeout', null), 'timeout', null],
    ['no token', new TeamsError(null, 'no_token', null), 'no_token', null],
    ['a post without an id', new TeamsError(202, 'no_activity_id', null), 'no_activity_id', null],
    ["a proxy's page", new TeamsError(200, 'http_200', null), 'http_200', null],
    ['anything else', new Error('oops'), 'request_failed', null],
  ])('asks for another try after %s', (_name, error, reason, afterSeconds) => {
    expect(failureOf(error)).toEqual({ kind: 'later', reason, afterSeconds })
  })

  it.each<[number | null, string, string]>([
    [403, 'BotNotInConversationRoster', 'not_installed'],
    [403, 'Forbidden', 'forbidden'],
    [404, 'ConversationNotFound', 'channel_not_found'],
    [404, 'http_404', 'channel_not_found'],
    [404, 'ActivityNotFoundInConversation', 'message_gone'],
    [413, 'MessageSizeTooBig', 'msg_too_long'],
    [413, 'http_413', 'msg_too_long'],
    [400, 'BadSyntax', 'bad_request'],
    [401, 'Unauthorized', 'not_authorized'],
    [405, 'http_405', 'http_405'],
    [302, 'http_302', 'http_302'],
    [null, 'service_url_refused', 'service_url_refused'],
  ])('is a refusal with its reason after %s %s', (status, code, reason) => {
    expect(failureOf(new TeamsError(status, code, null))).toEqual({ kind: 'refused', reason })
  })

  it.each([
    [404, 'ActivityNotFoundInConversation', true],
    [404, 'ConversationNotFound', true],
    [403, 'BotNotInConversationRoster', false],
    [500, 'ServiceError', false],
  ])('means of an update after %s %s that the message is gone: %s', (status, code, gone) => {
    expect(meansGone(new TeamsError(status, code, null))).toBe(gone)
  })
})
