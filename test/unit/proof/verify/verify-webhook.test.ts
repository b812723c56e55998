import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import {
  signWebhook,
  webhookKeyPair,
  webhookSecret,
} from '../../../../src/proof/sign/sign-webhook.ts'
import { verifyWebhook } from '../../../../src/proof/verify/verify-webhook.ts'

const now = Date.UTC(2026, 10, 21, 12)
const timestampSeconds = now / 1_000
const secret = webhookSecret(new Uint8Array(32).fill(7))
const oldSecret = webhookSecret(new Uint8Array(32).fill(8))
const { privateKey, publicKey } = webhookKeyPair(new Uint8Array(32).fill(9))
const id = 'whd_01k9xv2m4te8wb1q0zr7y5h3ad'
const body = JSON.stringify({
  type: 'request.approved',
  timestamp: new Date(now).toISOString(),
  data: { id: 'req_01k9xv2m4te8wb1q0zr7y5h3ad', summary: 'Zürich → 10,412 rows' },
})

const message = { id, timestampSeconds, body }
const headers = signWebhook(message, { secrets: [secret], privateKey })
const at = { now }

async function codeOf(...given: Parameters<typeof verifyWebhook>): Promise<unknown> {
  return verifyWebhook(...given).then(
    () => 'accepted',
    (error) => error.code ?? error.name,
  )
}

describe('a webhook is believed', () => {
  it.each([
    ['by the secret', secret],
    ['by the public key alone', publicKey],
  ])('%s', async (_, key) => {
    const event = await verifyWebhook(headers, body, key, at)

    expect(event).toMatchObject({ type: 'request.approved', data: { id: expect.any(String) } })
    expect(
      await verifyWebhook(new Headers(headers), new TextEncoder().encode(body), key, at),
    ).toEqual(event)
  })

  it('by either secret while one replaces the other', async () => {
    const rotating = signWebhook(message, { secrets: [secret, oldSecret], privateKey })

    expect(await codeOf(rotating, body, secret, at)).toBe('accepted')
    expect(await codeOf(rotating, body, oldSecret, at)).toBe('accepted')
    expect(await codeOf(headers, body, oldSecret, at)).toBe('signature_mismatch')
  })

  it('by the package of Standard Webhooks as well, which knows v1', () => {
    const fresh = { ...message, timestampSeconds: Math.floor(Date.now() / 1_000) }
    const signed = signWebhook(fresh, { secrets: [oldSecret, secret], privateKey })

    expect(new Webhook(secret).verify(body, signed)).toEqual(JSON.parse(body))
    expect(() => new Webhook(secret).verify(`${body} `, signed)).toThrow()
  })

  it('where the package of Standard Webhooks has signed it', async () => {
    const signature = new Webhook(secret).sign(id, new Date(now), body)

    expect(await codeOf({ ...headers, 'webhook-signature': signature }, body, secret, at)).toBe(
      'accepted',
    )
  })
})

describe('a webhook is refused', () => {
  const keys = [secret, publicKey]

  it.each([
    ['more white space', headers, `${body} `],
    ['another verdict', headers, body.replace('approved', 'denied')],
    ['the same JSON written anew', headers, JSON.stringify(JSON.parse(body), null, 1)],
    ['another id', { ...headers, 'webhook-id': `${id.slice(0, -1)}e` }, body],
    ['another time', { ...headers, 'webhook-timestamp': String(timestampSeconds + 1) }, body],
  ])('with %s, by either key', async (_, given, text) => {
    expect(await Promise.all(keys.map((key) => codeOf(given, text, key, at)))).toEqual([
      'signature_mismatch',
      'signature_mismatch',
    ])
  })

  it.each([
    ['secret', 0],
    ['public key', 1],
  ])('with any one character of the signature changed, by the %s', async (_, own) => {
    const signature = headers['webhook-signature'].split(' ')[own] ?? ''
    const places = Array.from(signature, (__, place) => flipped(signature, place))

    const codes = await Promise.all(
      places.map((changed) =>
        codeOf({ ...headers, 'webhook-signature': changed }, body, keys[own] ?? '', at),
      ),
    )

    expect(new Set(codes)).toEqual(new Set(['signature_mismatch']))
  })

  it.each([-301, 301])('%d seconds from now', async (seconds) => {
    const later = { now: now + seconds * 1_000 }

    expect(await codeOf(headers, body, secret, later)).toBe('timestamp_out_of_range')
    expect(
      await codeOf(headers, body, secret, { now: now + (seconds - Math.sign(seconds)) * 1_000 }),
    ).toBe('accepted')
  })

  it.each([
    ['no id', { 'webhook-id': undefined }],
    ['an id with a full stop, which could be read in two ways', { 'webhook-id': 'a.1' }],
    ['two ids', { 'webhook-id': [id, id] }],
    ['no time', { 'webhook-timestamp': undefined }],
    ['a time in another spelling', { 'webhook-timestamp': `${timestampSeconds}.0` }],
    ['no signature', { 'webhook-signature': '' }],
  ])('with %s', async (_, more) => {
    expect(await codeOf({ ...headers, ...more }, body, secret, at)).toBe('headers_missing')
  })

  it('where a signature of one kind stands for the other', async () => {
    const [v1 = '', v1a = ''] = headers['webhook-signature'].split(' ')
    const swapped = {
      ...headers,
      'webhook-signature': `${v1a.replace('v1a', 'v1')} ${v1.replace('v1', 'v1a')}`,
    }

    expect(await Promise.all(keys.map((key) => codeOf(swapped, body, key, at)))).toEqual([
      'signature_mismatch',
      'signature_mismatch',
    ])
  })

  it('where the body is no event, however well it is signed', async () => {
    const signed = signWebhook({ ...message, body: '[]' }, { secrets: [secret], privateKey })

    expect(await codeOf(signed, '[]', secret, at)).toBe('body_invalid')
  })
})

it.each([
  ['too short', 'whsec_AAAA'],
  ['too long', webhookSecret(new Uint8Array(65))],
  ['without its prefix', secret.slice(6)],
  ['a private key', privateKey],
  ['in a second spelling of base64', `${secret.slice(0, -1)}`],
])('a key that is %s is the receiver’s mistake, and no forged call', async (_, key) => {
  expect(await codeOf(headers, body, key, at)).toBe('TypeError')
})

function flipped(text: string, place: number): string {
  const char = text[place] === 'A' ? 'B' : 'A'
  return text.slice(0, place) + char + text.slice(place + 1)
}
