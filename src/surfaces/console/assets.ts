import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Request, Response } from 'express'

/** One static answer, held in memory; `href` changes with its content. */
export interface Asset {
  href: string
  type: string
  version: string
  body: Buffer
}

/** What is served under each name, put together in this order. */
const assets = {
  'console.css': {
    type: 'text/css',
    files: [
      'base.css',
      'frame.css',
      'ways.css',
      'queue.css',
      'request.css',
      'payload.css',
      'forms.css',
      'account.css',
    ],
  },
  'console.js': { type: 'text/javascript', files: ['console.js'] },
}

/** Reads one of the console's own assets from beside this module, in `src` as in `dist`. */
export function loadAsset(name: keyof typeof assets): Asset {
  const { type, files } = assets[name]
  const body = Buffer.concat(
    files.map((file) => readFileSync(new URL(`./assets/${file}`, import.meta.url))),
  )
  const version = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { href: `/console/assets/${name}?v=${version}`, type, version, body }
}

/** Answers with an asset, to be kept for a year by whoever asked for this very content. */
export function sendAsset(asset: Asset): (request: Request, response: Response) => void {
  return (request, response) => {
    const current = request.query['v'] === asset.version
    response
      .set('Cache-Control', current ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(asset.type)
      .send(asset.body)
  }
}
