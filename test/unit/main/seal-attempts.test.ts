import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { sealAttempts } from '../../../src/main/seal-attempts.ts'
import { createSealing } from '../../../src/main/sealing.ts'

const sealing = createSealing([randomBytes(32)])
const attempts = sealAttempts(sealing)
const attempt = {
  issuer: 'https://login.example',
  state: 's',
  nonce: 'n',
  verifier: 'v',
  returnTo: '/requests',
  expiresAt: new Date(0),
  fresh: false,
}

describe('an attempt to sign in', () => {
  it('opens as it was sealed', () => {
    expect(attempts.open(attempts.seal(attempt))).toEqual(attempt)
  })

  it('is none where another version sealed more in it, or less', () => {
    const context = 'sign-in-attempt'
    for (const other of [{ ...attempt, more: 1 }, { state: 's' }]) {
      expect(attempts.open(sealing.seal(JSON.stringify(other), context))).toBeNull()
    }
  })
})
