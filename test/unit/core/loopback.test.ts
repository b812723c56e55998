import { describe, expect, it } from '@jest/globals'
import { isLoopbackHost, isUnforwarded } from '../../../src/core/loopback.ts'

describe('isLoopbackHost', () => {
  it.each([
    'localhost',
    'LocalHost:3000',
    '127.0.0.1',
    '127.0.0.1:3000',
    '127.8.9.10',
    '[::1]',
    '[::1]:3000',
    '::1',
    '::ffff:127.0.0.1',
  ])('takes %s for this machine', (host) => {
    expect(isLoopbackHost(host)).toBe(true)
  })

  it.each([
    undefined,
    '',
    ' ',
    'example.com',
    'localhost.example.com',
    'evil-localhost',
    '127.0.0.1.example.com',
    '127.0.0.1.nip.io:3000',
    '10.0.0.1',
    '192.168.1.1:3000',
    '0.0.0.0',
    '[::]',
    '::',
    '128.0.0.1',
    '::ffff:10.0.0.1',
    '169.254.169.254',
    '[fe80::1]:3000',
    '[::1]evil.com',
    '[::1',
    'localhost:80@evil.com',
    'localhost@evil.com',
    'localhost:3000, evil.com',
    'evil.com#localhost',
    'evil.com/localhost',
    '[::1]:3000@evil.com',
  ])('does not take %j for this machine', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  })
})

describe('isUnforwarded', () => {
  it('takes a plain call to a loopback Host', () => {
    expect(isUnforwarded({ host: 'localhost:3000', 'user-agent': 'curl' })).toBe(true)
  })

  it.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
    'via',
  ])('sees a proxy or tunnel by its %s, even an empty one', (name) => {
    expect(isUnforwarded({ host: 'localhost:3000', [name]: '127.0.0.1' })).toBe(false)
    expect(isUnforwarded({ host: 'localhost:3000', [name]: '' })).toBe(false)
  })

  it.each([{}, { host: '' }, { host: 'countersign.example.com' }])(
    'does not take a call with %j',
    (headers) => {
      expect(isUnforwarded(headers)).toBe(false)
    },
  )
})
