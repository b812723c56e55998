import { once } from 'node:events'
import { createServer } from 'node:http'

/** An address that nobody should ask for. */
export interface Canary {
  url: string
  /** What was asked of it. */
  hits(): string[]
  close(): Promise<void>
}

export async function openCanary(): Promise<Canary> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return {
    url: `http://127.0.0.1:${address.port}`,
    hits: () => [...hits],
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
