import { once } from 'node:events'
import { createServer as createSecureServer } from 'node:https'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readAllowList } from '../../../src/delivery/allow-list.ts'
import { createUrlCheck } from '../../../src/delivery/check-url.ts'
import { createGuard } from '../../../src/delivery/guard.ts'
import { createGuardedFetch, type GuardedFetch } from '../../../src/delivery/guarded-fetch.ts'
import { createWebhookSender } from '../../../src/delivery/send-webhook.ts'
import { newCertificate } from '../../fakes/certificate.ts'
import { hostileNames, hostileTargets } from './hostile-targets.ts'

/** A target that is refused needs none of it, and one that is called has it also on a slow machine. */
const msMax = 30_000
const limits = { connectMsMax: msMax, responseBytesMax: 1_000 }

/** Counts connections, whatever is said over them: a connection is a hit. */
let canary: Server
let hits = 0
let port: number

beforeAll(async () => {
  canary = createServer((socket) => {
    hits += 1
    socket.on('error', () => undefined)
    socket.destroy()
  })
  // Every address of this machine, of both families: loopback, link-local and private ones alike.
  canary.listen(0, '::')
  await once(canary, 'listening')
  port = portOf(canary)
})

afterAll(async () => {
  const closed = once(canary, 'close')
  canary.close()
  await closed
})

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

function guarded(
  resolve = hostileNames(),
  allow = '',
): { fetch: GuardedFetch; check: ReturnType<typeof createUrlCheck> } {
  const read = readAllowList(allow)
  if (!read.ok) throw new Error(`${read.faulty} is no entry`)
  const guard = createGuard({ allowList: read.allowList, resolve })
  return { fetch: createGuardedFetch(guard, limits), check: createUrlCheck(guard) }
}

function senderOver(fetch: GuardedFetch) {
  return createWebhookSender(fetch, { tryMsMax: msMax })
}

/** The first look at this name is good, and `fetch` knows these ports as bad by itself. */
const isEndedOtherwise = (url: string) => /rebinding|:(22|25)\/$/.test(url)

const call = (url: string) => ({ url, headers: {}, body: '{}' })

describe('a connector for addresses that others chose', () => {
  it('connects none of more than a hundred hostile targets', async () => {
    const targets = hostileTargets(port)
    const { fetch, check } = guarded()
    const { send } = senderOver(fetch)
    hits = 0

    const answers = await Promise.all(targets.map((url) => send(call(url))))

    expect(targets.length).toBeGreaterThan(100)
    expect(hits).toBe(0)
    // Most of them lead nowhere from here, and no canary listens at the addresses of others: what counts is that none
    // was tried, and that none can be registered.
    const tried = []
    for (const [index, url] of targets.entries()) {
      const answer = answers[index]
      const isRefused = answer?.kind === 'failed' && answer.fault === 'address_refused'
      if (URL.canParse(url) && !isRefused && !isEndedOtherwise(url)) tried.push(url)
      expect([url, await check(url)]).toEqual([url, expect.any(String)])
    }
    expect(tried).toEqual([])
    expect(answers.filter(({ kind }) => kind !== 'failed')).toEqual([])
    expect(targets.filter((url) => URL.canParse(url)).length).toBeGreaterThan(100)
    await fetch.close()
  })

  it('would be caught by the canary: a plain fetch of the same targets reaches it', async () => {
    hits = 0

    for (const url of hostileTargets(port).slice(0, 5)) await fetch(url).catch(() => undefined)

    expect(hits).toBeGreaterThan(0)
  })

  it('does so for a name that is good when it is looked at, and bad when it is called', async () => {
    const { fetch, check } = guarded()
    hits = 0

    const url = `https://rebinding.hostile.test:${port}/`
    const refusals = [await check(url)]
    const answer = await senderOver(fetch).send(call(url))

    expect([refusals, answer]).toEqual([[null], { kind: 'failed', fault: 'address_refused' }])
    expect(hits).toBe(0)
    await fetch.close()
  })

  it('connects the very addresses that it has checked, and asks for them once', async () => {
    let asked = 0
    const { fetch } = guarded(async () => {
      asked += 1
      return asked === 1 ? ['::1'] : ['127.0.0.1']
    }, '::1/128')
    hits = 0

    await senderOver(fetch).send(call(`http://once.hostile.test:${port}/`))

    expect([asked, hits]).toEqual([1, 1])
    await fetch.close()
  })

  it('reaches what the operator lists, by host, by host and port, and by network', async () => {
    for (const allow of [
      '127.0.0.1',
      `127.0.0.1:${port}`,
      '127.0.0.0/8',
      'other.test, 127.0.0.1',
    ]) {
      const { fetch, check } = guarded(hostileNames(), allow)
      hits = 0

      await senderOver(fetch).send(call(`http://127.0.0.1:${port}/`))

      expect([allow, hits]).toEqual([allow, 1])
      expect(await check(`http://127.0.0.1:${port}/`)).toBeNull()
      await fetch.close()
    }
  })

  it('reaches nothing beside it', async () => {
    const { fetch } = guarded(
      hostileNames(),
      `127.0.0.1:${port + 1}, 10.0.0.0/8, private.hostile.test`,
    )
    hits = 0

    const answers = await Promise.all(
      [
        `http://127.0.0.1:${port}/`,
        `https://loop.hostile.test:${port}/`,
        `https://[::1]:${port}/`,
      ].map((url) => senderOver(fetch).send(call(url))),
    )

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toEqual({ kind: 'failed', fault: 'address_refused' })
    expect(hits).toBe(0)
    await fetch.close()
  })
})

describe('a receiver over https', () => {
  it('is known by its certificate', async () => {
    const { certificate, privateKey } = newCertificate()
    const server = createSecureServer({ cert: certificate, key: privateKey }, (_, response) => {
      response.writeHead(204).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { fetch } = guarded(async () => ['127.0.0.1'], '127.0.0.0/8')

    const answer = await senderOver(fetch).send(call(`https://bot:${portOf(server)}/`))
    await fetch.close()
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed

    expect(answer).toEqual({ kind: 'failed', fault: 'tls_failed' })
  })
})

it.each([
  ['an address', '93.184.216.34'],
  ['a name', 'good.test'],
  ['IPv6', '[2606:2800:220:1:248:1893:25c8:1946]'],
  ['NAT64 of a public address', '[64:ff9b::5db8:d822]'],
])('a public target is admitted: %s', async (_, host) => {
  const { check } = guarded(async () => ['93.184.216.34'])

  expect(await check(`https://${host}/hooks`)).toBeNull()
  expect(await check(`https://${host}:8443/hooks`)).toBeNull()
  expect(await check(`http://${host}/hooks`)).not.toBeNull()
})
