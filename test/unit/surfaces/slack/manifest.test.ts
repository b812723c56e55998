import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

const manifest = parse(readFileSync('manifests/slack.yaml', 'utf8'))
const guide = readFileSync('docs/slack.md', 'utf8')

describe('the manifest of the Slack app', () => {
  it('asks for exactly the scopes that the guide explains', () => {
    const explained = [...guide.matchAll(/^\| `([a-z.]+:[a-z.]+)` \|/gm)].map(([, scope]) => scope)

    expect(manifest.oauth_config.scopes.bot).toEqual(explained)
  })

  it('sends clicks to the path that the receiver is mounted on', () => {
    const url = new URL(manifest.settings.interactivity.request_url)

    expect(url.pathname).toBe('/slack/events')
  })
})
