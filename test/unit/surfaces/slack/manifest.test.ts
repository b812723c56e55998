import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

const manifest = parse(readFileSync('manifests/slack.yaml', 'utf8'))
const guide = readFileSync('docs/slack.md', 'utf8')

describe('the manifest of the Slack app', () => {
  it('asks for exactly the scopes that the guide explains', () => {
    const explained = [...guide.matchAll(/^\| `([a-z.]+:[a-z.]+|commands)` \|/gm)].map(
      ([, scope]) => scope,
    )

    expect(manifest.oauth_config.scopes.bot).toEqual(explained)
  })

  it('sends clicks, events and commands to the path that the receiver is mounted on', () => {
    const { interactivity, event_subscriptions: events } = manifest.settings
    const [command] = manifest.features.slash_commands

    for (const url of [interactivity.request_url, events.request_url, command.url]) {
      expect(new URL(url).pathname).toBe('/slack/events')
    }
  })

  it('hears of the Home tab and of user groups, and of nothing else', () => {
    expect(manifest.features.app_home.home_tab_enabled).toBe(true)
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([
      'app_home_opened',
      'subteam_members_changed',
      'subteam_updated',
    ])
  })
})
