import { describe, expect, it } from '@jest/globals'
import { commentOf } from '../../../src/core/comment.ts'

describe('the comment of a decision', () => {
  it.each([
    ['Wrong environment', 'Use staging', 'Wrong environment: Use staging'],
    ['Wrong environment', null, 'Wrong environment'],
    ['Wrong environment', ' \n', 'Wrong environment'],
    [null, 'Use staging', 'Use staging'],
    ['', 'Use staging', 'Use staging'],
    [null, '  Two\n lines ', 'Two\n lines'],
    ['Why?', ': or not', 'Why?: : or not'],
  ])('of the reason %j and the text %j is %j', (reason, text, comment) => {
    expect(commentOf(reason, text)).toBe(comment)
  })

  it.each([
    [null, null],
    ['', ''],
    [' ', '\n'],
  ])('is none where nothing was said: %j, %j', (reason, text) => {
    expect(commentOf(reason, text)).toBeNull()
  })
})
