import { createSign, generateKeyPairSync } from 'node:crypto'

/** A new self-signed certificate and its key, both as PEM: X.509 version 1 (RFC 5280, 4.1), written out by hand. */
export function newCertificate(): { certificate: string; privateKey: string } {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const sha256WithRsa = sequence(oid('2a864886f70d01010b'), Buffer.from('0500', 'hex'))
  const commonName = sequence(oid('550403'), der(0x0c, Buffer.from('bot')))
  const name = sequence(der(0x31, commonName))
  const [from, until] = ['260101000000Z', '360101000000Z'].map((at) => der(0x17, Buffer.from(at)))
  const signed = sequence(
    der(0x02, Buffer.from([1])),
    sha256WithRsa,
    name,
    sequence(from ?? name, until ?? name),
    name,
    pair.publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('sha256').update(signed).sign(pair.privateKey)
  const bits = der(0x03, Buffer.concat([Buffer.from([0]), signature]))
  const base64 = sequence(signed, sha256WithRsa, bits).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

/** One element: its tag, its length (X.690, 8.1.3) and what is in it. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
