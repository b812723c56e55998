import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'

/** What one handler answers to a plain GET, on a real server that is gone afterwards. */
export async function answerOf(
  handler: RequestHandler,
): Promise<{ status: number; headers: Headers; text: string }> {
  const app = express()
  app.get('/', handler)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`)
    return { status: response.status, headers: response.headers, text: await response.text() }
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
