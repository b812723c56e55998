import type { WebhookEvent } from '../../contract/webhook.ts'
import {
  type Bytes,
  bytesBehind,
  fromBase64,
  keyBytes,
  publicKeyPrefix,
  secretBytesMax,
  secretBytesMin,
  secretPrefix,
  signedBytes,
} from './webhook-signature.ts'

/** How far the sender's clock and the receiver's may be apart, each way (Standard Webhooks 1.0.0). */
const toleranceSeconds = 5 * 60

/** The headers of a call: those of `fetch`, or those of Node. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Record<string, string | string[] | undefined>

export interface VerifyWebhookOptions {
  /** Now, in milliseconds since the epoch. */
  now?: number
}

/** The call is not to be believed; `code` says why. */
export class WebhookInvalid extends Error {
  override name = 'WebhookInvalid'
  readonly code:
    | 'headers_missing'
    | 'timestamp_out_of_range'
    | 'signature_mismatch'
    | 'body_invalid'

  constructor(code: WebhookInvalid['code'], detail: string) {
    super(detail)
    this.code = code
  }
}

/**
 * The event of a call that Countersign signed, for whoever receives webhooks. The same event may come more than once:
 * `webhook-id` is the same each time. The body has to be the bytes as they came, before anything has parsed them.
 *
 * @param secretOrPublicKey The endpoint's `whsec_...`, or its `whpk_...` where the receiver shall hold no secret.
 * @throws WebhookInvalid where it is not from there, not of now, or not what was sent; TypeError for a key that is none.
 */
export async function verifyWebhook(
  headers: WebhookHeaders,
  rawBody: string | Uint8Array,
  secretOrPublicKey: string,
  { now = Date.now() }: VerifyWebhookOptions = {},
): Promise<WebhookEvent> {
  const key = await keyOf(secretOrPublicKey)
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signatures = headerOf(headers, 'webhook-signature')
  // The parts are joined by full stops, so an id with one could be read in two ways.
  if (id === '' || id.includes('.') || signatures === '' || !/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookInvalid('headers_missing', 'The headers are not those of a webhook.')
  }
  const seconds = Number(timestamp)
  if (Math.abs(now / 1_000 - seconds) > toleranceSeconds) {
    throw new WebhookInvalid('timestamp_out_of_range', 'The webhook is too old, or of the future.')
  }
  if (!(await isSigned(key, signatures, signedBytes(id, seconds, rawBody)))) {
    throw new WebhookInvalid('signature_mismatch', 'No signature is that of this key.')
  }
  return parseEvent(rawBody)
}

interface Key {
  version: 'v1' | 'v1a'
  algorithm: 'HMAC' | 'Ed25519'
  key: Awaited<ReturnType<typeof crypto.subtle.importKey>>
}

async function keyOf(text: string): Promise<Key> {
  const secret = bytesBehind(secretPrefix, text)
  if (secret !== null && secret.length >= secretBytesMin && secret.length <= secretBytesMax) {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['verify'])
    return { version: 'v1', algorithm: 'HMAC', key }
  }
  const point = bytesBehind(publicKeyPrefix, text)
  if (point?.length === keyBytes) {
    const key = await crypto.subtle.importKey('raw', point, 'Ed25519', false, ['verify'])
    return { version: 'v1a', algorithm: 'Ed25519', key }
  }
  throw new TypeError('A webhook is verified with its whsec_ secret or its whpk_ public key.')
}

/** Web Crypto compares in constant time. Signatures of other kinds and keys may stand beside the one that counts. */
async function isSigned(key: Key, signatures: string, signed: Bytes): Promise<boolean> {
  for (const each of signatures.split(' ')) {
    const [version, text = ''] = each.split(',', 2)
    const signature = version === key.version ? fromBase64(text) : null
    if (signature === null) continue
    if (await crypto.subtle.verify(key.algorithm, key.key, signature, signed)) return true
  }
  return false
}

function headerOf(headers: WebhookHeaders, name: string): string {
  if (hasGet(headers)) return headers.get(name) ?? ''
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name)
  return typeof entry?.[1] === 'string' ? entry[1] : ''
}

function hasGet(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers['get'] === 'function'
}

/** Lenient on purpose: whoever sent it is known by now, and a later version may say more than this one knows. */
function parseEvent(rawBody: string | Uint8Array): WebhookEvent {
  try {
    const text =
      typeof rawBody === 'string'
        ? rawBody
        : new TextDecoder('utf-8', { fatal: true }).decode(rawBody)
    const event: WebhookEvent = JSON.parse(text)
    if (typeof event.type === 'string' && typeof event.data.id === 'string') return event
  } catch {
    // Said below.
  }
  throw new WebhookInvalid('body_invalid', 'The body is not an event.')
}
