// Runs the built SDK where there is a fetch and Web Crypto, and nothing that is Node's alone: no process, no Buffer,
// no module of Node. node --experimental-vm-modules test/harness/without-node.mjs ADDRESS
import { readFileSync } from 'node:fs'
import { createContext, SourceTextModule } from 'node:vm'

const [url] = process.argv.slice(2)
const sdk = new URL('../../dist/src/sdk/index.js', import.meta.url)

// ArrayBuffer and Uint8Array are those of the crypto and the encoders that are lent here.
const context = createContext({
  ...{ AbortController, AbortSignal, ArrayBuffer, TextDecoder, TextEncoder, Uint8Array, URL },
  ...{
    URLSearchParams,
    atob,
    btoa,
    clearTimeout,
    console,
    crypto,
    fetch,
    setTimeout,
    structuredClone,
  },
})
const modules = new Map()

function load(address) {
  const known = modules.get(address)
  if (known !== undefined) return known
  const text = readFileSync(new URL(address), 'utf8')
  const module = new SourceTextModule(text, { context, identifier: address })
  modules.set(address, module)
  return module
}

function link(specifier, { identifier }) {
  if (specifier.startsWith('.')) return load(new URL(specifier, identifier).href)
  return load(import.meta.resolve(specifier))
}

const entry = load(sdk.href)
await entry.link(link)
await entry.evaluate()
const { Countersign, verifyGrant, verifyWebhook } = entry.namespace

const countersign = new Countersign({ url, token: 'csa_key' })
const guarded = countersign.requireApproval(
  async (to) => to.toUpperCase(),
  (to) => ({ action: 'payment.send', payload: { to } }),
)
const ran = await guarded('ana')
const action = { action: 'payment.send', payload: 1 }
const verified = await verifyGrant('a.b.c', action, { issuer: url, jwks: { keys: [] } })
const secret = `whsec_${'A'.repeat(32)}`
const webhook = await verifyWebhook({}, '', secret).catch(({ code }) => code)
let unset = ''
try {
  new Countersign({ url })
} catch ({ message }) {
  unset = message
}
console.log(JSON.stringify([ran, verified.code, webhook, unset]))
