import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import {
  keyFileText,
  newSigningKey,
  readSigningKeys,
  rotated,
  standings,
} from '../../../src/cli/signing-keys.ts'
import { readSigningKeys as readAsServer } from '../../../src/main/read-signing-keys.ts'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
const now = new Date('2026-11-21T12:00:00Z')
const at = (hours: number) => new Date(now.getTime() + hours * hourMs)

describe('a key file', () => {
  it('is read by the server as it is written, in each form', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }))
    const set = keyFileText([await newSigningKey(at(-2)), await newSigningKey(at(1))])

    for (const text of [pem, jwk, set]) {
      const mine = await readSigningKeys(text)
      const written = readAsServer(keyFileText(mine))
      const given = readAsServer(text)

      if (!written.ok || !given.ok) throw new Error('the server refuses it')
      expect(written.keys.map(({ kid }) => kid)).toEqual(given.keys.map(({ kid }) => kid))
      expect(mine.map(({ kid, from }) => [kid, from])).toEqual(
        given.keys.map(({ kid, from }) => [kid, from.toISOString()]),
      )
    }
  })

  it('of anything else is refused without quoting it', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const texts = [
      '',
      'geheim',
      '{"keys": []}',
      '{"kty": "OKP", "crv": "Ed25519", "d": "geheim", "x": "geheim"}',
      '-----BEGIN PRIVATE KEY-----\ngeheim\n-----END PRIVATE KEY-----',
      rsa.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ]

    for (const text of texts) {
      const refusal = await readSigningKeys(text).catch((error) => error)
      expect(refusal.name).toBe('UsageError')
      expect(refusal.message).not.toContain('geheim')
    }
  })
})

describe('rotating', () => {
  it('keeps a past key until its successor has signed long enough, and never the only one', async () => {
    const [oldest, older, current] = await Promise.all([
      newSigningKey(at(-100)),
      newSigningKey(at(-50)),
      newSigningKey(at(-3)),
    ])
    const fresh = await newSigningKey(at(1))

    const kept = (hours: number) =>
      rotated([current, oldest, older], fresh, { now: at(hours), keepMs: dayMs })

    expect(kept(0)).toEqual([older, current, fresh])
    expect(kept(30)).toEqual([current, fresh])
    expect(rotated([oldest], fresh, { now, keepMs: dayMs })).toEqual([oldest, fresh])
  })

  it('lets the newest key whose time has come sign', async () => {
    const keys = await Promise.all([-2, 1, -9].map((hours) => newSigningKey(at(hours))))

    expect(standings(keys, now).map(({ standing }) => standing)).toEqual(['past', 'signs', 'next'])
  })
})
