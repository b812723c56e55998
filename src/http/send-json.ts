import type { ServerResponse } from 'node:http'

/** Answers with JSON in one write. Express' own `json` also looks at freshness and ETags, which these answers have none of. */
export function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.end(JSON.stringify(value))
}
