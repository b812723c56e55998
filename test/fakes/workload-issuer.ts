import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { FetchText } from '../../src/http/workload/key-sets.ts'

/** What a token says, also what no good one would. */
export type Claims = Record<string, unknown>

/** An issuer of workload tokens, as `fetch` sees it. */
export interface WorkloadIssuer {
  issuer: string
  fetch: FetchText
  /** The addresses that were asked for, in order. */
  asked: string[]
  /** Another answer of an address: its text, or its status alone. */
  answers: Map<string, { status: number; body: string }>
  key: CryptoKey
  publicJwk: Record<string, unknown>
  sign(
    claims: Claims,
    header?: Record<string, unknown>,
    key?: CryptoKey | Uint8Array,
  ): Promise<string>
  /** A new key under a new id; the old one is published no more. */
  rotate(): Promise<void>
}

/** Pairs of keys take long to make, so every issuer of a test file has the same ones. */
const pairs = new Map<string, ReturnType<typeof generateKeyPair>>()

function pairOf(alg: string, count: number): ReturnType<typeof generateKeyPair> {
  const name = `${alg} ${count}`
  const pair = pairs.get(name) ?? generateKeyPair(alg, { extractable: true })
  pairs.set(name, pair)
  return pair
}

/** Makes an issuer with one key, which its discovery document leads to. */
export async function workloadIssuer(issuer: string, alg = 'RS256'): Promise<WorkloadIssuer> {
  const answers: WorkloadIssuer['answers'] = new Map()
  const asked: string[] = []
  let count = 0
  const base = issuer.replace(/\/$/, '')
  const made = {
    issuer,
    asked,
    answers,
    fetch: async (url: string) => {
      asked.push(url)
      const found = answers.get(url) ?? { status: 404, body: '' }
      return { status: found.status, text: async () => found.body }
    },
  }
  const mint = async () => {
    count += 1
    const { privateKey, publicKey } = await pairOf(alg, count)
    const publicJwk = { ...(await exportJWK(publicKey)), kid: `key-${count}`, alg, use: 'sig' }
    const publish = (url: string, value: unknown) =>
      answers.set(url, { status: 200, body: JSON.stringify(value) })
    publish(`${base}/.well-known/openid-configuration`, { issuer, jwks_uri: `${base}/keys` })
    publish(`${base}/keys`, { keys: [publicJwk] })
    return { key: privateKey, publicJwk }
  }
  let current = await mint()
  return {
    ...made,
    get key() {
      return current.key
    },
    get publicJwk() {
      return current.publicJwk
    },
    sign: (claims, header = {}, key = current.key) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, kid: String(current.publicJwk['kid']), ...header })
        .sign(key),
    rotate: async () => {
      current = await mint()
    },
  }
}
