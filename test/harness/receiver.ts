import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { WebhookEvent } from '../../src/contract/webhook.ts'

/** One call that a receiver got, as it came. */
interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
  event: WebhookEvent
}

/** Whoever listens for webhooks. */
export interface Receiver {
  url: string
  port: number
  calls: Received[]
  /** How the calls from now on are answered; without it by 204. */
  answer(how: (response: ServerResponse, call: Received) => void): void
  close(): Promise<void>
}

export async function openReceiver(port = 0): Promise<Receiver> {
  const calls: Received[] = []
  let how = (response: ServerResponse, _call: Received): void => {
    response.writeHead(204).end()
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const call = {
      path: request.url ?? '',
      headers: request.headers,
      body,
      event: JSON.parse(body),
    }
    calls.push(call)
    how(response, call)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    calls,
    answer: (next) => {
      how = next
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
