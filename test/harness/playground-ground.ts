import { randomUUID } from 'node:crypto'
import type { BrowserContextOptions } from 'playwright-core'
import { actionsOf } from '../fakes/adaptive-card.ts'
import type { TestBrowser } from './browser.ts'
import { connectorOf, startPlayground, trialTenant } from './playground.ts'
import { openPlayground, type PlaygroundPage, type Posted } from './playground-page.ts'
import { journeyPolicy } from './policy.ts'
import { freePort, newGround, type RunningService, startHere } from './service.ts'

/** A service and a Playground that know each other. */
export interface PlaygroundGround {
  service: RunningService
  /** A window in which a chat or channel is open. It is Cy's: the Playground lets nobody else look. */
  open(place: string, options?: BrowserContextOptions): Promise<PlaygroundPage>
  /** Somebody else of the tenant presses a button of a card in the channel. */
  press(name: string, posted: Posted, title: string): Promise<void>
  /** The app is added to the team, or taken away. */
  install(action: 'add' | 'remove'): Promise<void>
  /** Posts a card into the channel past the service. */
  postPast(card: Record<string, unknown>): Promise<void>
  close(): Promise<void>
}

const { tenantId, bot, team, groupChat, currentUser, users } = trialTenant
const [channel] = team.channels
const identities = `identities: { teams: [ { tenant: ${tenantId}, trust_email_domains: [example.com] } ] }`
const destinations = [
  `approvals: { teams: "${channel.id}" }`,
  `group: { teams: "${groupChat.id}" }`,
  `of-team: { teams: { tenant: ${tenantId}, team: "${team.id}", channel: "${channel.id}" } }`,
].join(', ')

export async function newPlaygroundGround(
  browser: TestBrowser,
  rules: string,
): Promise<PlaygroundGround> {
  const opened: (() => Promise<void>)[] = []
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut()
  }
  try {
    const policy = journeyPolicy({ destinations, postTo: 'approvals', identities, rules })
    const ground = await newGround(policy)
    opened.push(ground.close)
    const port = await freePort()
    const service = await startHere(ground, settingsFor(port))
    opened.push(service.stop)
    const endpoint = new URL('/api/messages', service.url).href
    const playground = await startPlayground(endpoint, port)
    opened.push(playground.stop)
    return { service, close, ...doings(browser, playground.url, port) }
  } catch (error) {
    await close()
    throw error
  }
}

function settingsFor(port: number): Record<string, string> {
  return {
    TEAMS_AUTH: 'off',
    MICROSOFT_APP_ID: bot.id.replace('28:', ''),
    MICROSOFT_APP_TENANT_ID: tenantId,
    TEAMS_SERVICE_URL: connectorOf(port),
  }
}

function doings(
  browser: TestBrowser,
  url: string,
  port: number,
): Pick<PlaygroundGround, 'open' | 'press' | 'install' | 'postPast'> {
  const act = (activity: Record<string, unknown>) =>
    send(`${url}/_internal/v1/customActivities`, { ...commonActivity(port), ...activity })
  return {
    open: async (place, options) => {
      const window = await openPlayground(browser, url, options)
      await window.enter(place)
      return window
    },
    press: (name, { id, card }, title) => {
      const button = actionsOf(card).find((action) => action['title'] === title)
      if (button === undefined) throw new Error(`the card has no button ${title}`)
      const { type, verb, data } = button
      return act({
        type: 'invoke',
        name: 'adaptiveCard/action',
        from: users.find((person) => person.name === name),
        conversation: conversationOf(`${channel.id};messageid=${id}`),
        replyToId: id,
        value: { action: { type, verb, data }, trigger: 'manual' },
      })
    },
    install: (action) => act({ type: 'installationUpdate', action }),
    postPast: (card) =>
      send(`${connectorOf(port)}/v3/conversations`, {
        isGroup: true,
        bot,
        tenantId,
        channelData: { channel: { id: channel.id } },
        activity: {
          type: 'message',
          from: bot,
          attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
        },
      }),
  }
}

function commonActivity(port: number) {
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: connectorOf(port),
    from: currentUser,
    recipient: bot,
    conversation: conversationOf(team.id),
    channelData: {
      tenant: { id: tenantId },
      team: { id: team.id, name: team.name, aadGroupId: team.aadGroupId },
      channel: { id: channel.id },
    },
  }
}

function conversationOf(id: string) {
  return { id, isGroup: true, conversationType: 'channel', tenantId }
}

async function send(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok)
    throw new Error(`the Playground answered ${response.status}: ${await response.text()}`)
}
