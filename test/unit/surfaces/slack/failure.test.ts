import { describe, expect, it } from '@jest/globals'
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { failureOf, meansGone } from '../../../../src/surfaces/slack/failure.ts'

function platform(error: string): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error })
}

describe('a failure of a Slack call', () => {
  it.each([
    ['a rate limit', new WebAPIRateLimitedError(7), 'ratelimited', 7],
    ['a rate limit in the body', platform('ratelimited'), 'ratelimited', null],
    ['trouble inside Slack', platform('internal_error'), 'internal_error', null],
    ['a server error', new WebAPIHTTPError(503, 'no', {}), 'http_503', null],
    ['a dead network', new WebAPIRequestError(new Error('reset')), 'unreachable', null],
    ["a proxy's page", platform('<html>Bad gateway</html>'), 'not_slack', null],
    ['anything else', new Error('no Retry-After'), 'request_failed', null],
  ])('asks for another try after %s', (_name, error, reason, afterSeconds) => {
    expect(failureOf(error)).toEqual({ kind: 'later', reason, afterSeconds })
  })

  it.each([
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'invalid_auth',
    'token_revoked',
    'missing_scope',
    'invalid_blocks',
    'msg_too_long',
    'msg_blocks_too_long',
    'a_code_of_next_year',
  ])('is a refusal with its reason after %s', (code) => {
    expect(failureOf(platform(code))).toEqual({ kind: 'refused', reason: code })
  })

  it.each([
    ['message_not_found', true],
    ['cant_update_message', true],
    ['edit_window_closed', true],
    ['is_archived', false],
    ['internal_error', false],
  ])('means of an update after %s that the message is gone: %s', (code, gone) => {
    expect(meansGone(failureOf(platform(code)))).toBe(gone)
  })
})
