import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Request, Response } from 'express'

/** One static file, held in memory; `href` changes with its content. */
export interface Asset {
  href: string
  type: string
  version: string
  body: Buffer
}

const types = { 'console.css': 'text/css', 'console.js': 'text/javascript' }

/** Reads one of the console's own files from beside this module, in `src` as in `dist`. */
export function loadAsset(name: keyof typeof types): Asset {
  const body = readFileSync(new URL(`./assets/${name}`, import.meta.url))
  const version = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { href: `/console/assets/${name}?v=${version}`, type: types[name], version, body }
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
