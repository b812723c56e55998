import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { botScopes } from '../../../../src/surfaces/slack/install.ts'

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

describe('the manifest for Socket Mode', () => {
  const socket = parse(readFileSync('manifests/slack-socket.yaml', 'utf8'))

  it('is the other one without its addresses', () => {
    const { interactivity, event_subscriptions: events, ...settings } = manifest.settings

    expect(socket).toEqual({
      ...manifest,
      settings: {
        ...settings,
        interactivity: { is_enabled: interactivity.is_enabled },
        event_subscriptions: { bot_events: events.bot_events },
        socket_mode_enabled: true,
      },
    })
  })
})

describe('the page for installing', () => {
  it('asks for what the manifest asks for', () => {
    expect(botScopes).toEqual(manifest.oauth_config.scopes.bot)
  })
})
