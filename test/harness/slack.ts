import type { RequestObject } from '../../src/contract/request.ts'
import { colleagues } from '../fakes/colleagues.ts'
import { type SlackHand, slackHand } from '../fakes/slack-hand.ts'
import type { Press } from '../fakes/slack-presses.ts'
import {
  botToken,
  openSlackWorkspace,
  type SlackWorkspace,
  signingSecret,
  teamId,
} from '../fakes/slack-workspace.ts'
import { journeyPolicy } from './policy.ts'
import { type Ground, newGround, type RunningService } from './service.ts'
import { until } from './until.ts'

type Posted = Awaited<ReturnType<SlackWorkspace['messages']>>[number]

/** A workspace, and the ground of services that post into it. */
export interface SlackGround {
  workspace: SlackWorkspace
  ground: Ground
  /** What a service needs in its environment to be in this workspace. */
  settings: Record<string, string>
  /** Every message about a request in a channel, the newest first. */
  messagesOf(request: RequestObject, channel?: string): Promise<Posted[]>
  /** The one message about a request, once it is there. */
  cardOf(request: RequestObject): Promise<Posted>
  labelsOf(message: Posted): string[]
  /** Somebody presses a button of a card; answers with the HTTP status that Slack would see. */
  press(
    service: Pick<RunningService, 'url'>,
    name: string,
    message: Posted,
    label: string,
    changes?: Partial<Press>,
  ): Promise<number>
  /** What people do in Slack beside pressing a button of a card. */
  hand(service: Pick<RunningService, 'url'>): SlackHand
  /** What stands in the thread under a card, the oldest first. */
  threadOf(card: Posted): Promise<Posted[]>
  /** What the bot told one person by direct message. */
  toldDirectly(name: string): string[]
  /** What one person alone was told in a channel. */
  toldOnly(name: string): string[]
  close(): Promise<void>
}

/** Where the policy of a Slack journey posts to. Without `destinations` it is the one public channel. */
export interface SlackPolicy {
  destinations?: (workspace: SlackWorkspace) => string
  postTo?: string
  rules?: string
  identities?: string
  groups?: string
}

export async function newSlackGround(policy: SlackPolicy = {}): Promise<SlackGround> {
  const workspace = await openSlackWorkspace([...colleagues, 'gus@example.com'])
  const { front, channel: publicChannel } = workspace
  const ground = await newGround(
    journeyPolicy({
      destinations: policy.destinations?.(workspace) ?? `approvals: { slack: ${publicChannel} }`,
      postTo: policy.postTo ?? 'approvals',
      identities:
        policy.identities ??
        `identities: { slack: [ { team: ${teamId}, trust_email_domains: [example.com] } ] }`,
      ...(policy.rules === undefined ? {} : { rules: policy.rules }),
      ...(policy.groups === undefined ? {} : { groups: policy.groups }),
    }),
  )
  const messagesOf: SlackGround['messagesOf'] = async ({ id }, channel = publicChannel) =>
    (await workspace.messages(channel)).filter(({ blocks }) => JSON.stringify(blocks).includes(id))
  return {
    workspace,
    ground,
    settings: {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: front.apiUrl,
      // The stand-in has no limit of its own, and a test need not wait for Slack's.
      SLACK_POST_EVERY_MS: '0',
    },
    messagesOf,
    cardOf: async (request) => {
      let found: Posted | undefined
      await until(async () => {
        found = (await messagesOf(request))[0]
        return found !== undefined
      })
      if (found === undefined) throw new Error('the card is not there')
      return found
    },
    labelsOf: (message) => workspace.buttons(message).map(({ text }) => text),
    press: async (service, name, message, label, changes = {}) => {
      const user = workspace.user(name)
      return (await handOf(workspace, service).press(user, message, label, changes)).status
    },
    hand: (service) => handOf(workspace, service),
    threadOf: ({ ts }) => workspace.replies(publicChannel, ts),
    toldDirectly: (name) =>
      front.calls
        .filter(({ method }) => method === 'chat.postMessage')
        .filter(({ body }) => body.get('channel') === workspace.user(name))
        .map(({ body }) => body.get('text') ?? ''),
    toldOnly: (name) =>
      front.calls
        .filter(({ method }) => method === 'chat.postEphemeral')
        .filter(({ body }) => body.get('user') === workspace.user(name))
        .map(({ body }) => body.get('text') ?? ''),
    close: async () => {
      await workspace.close()
      await ground.close()
    },
  }
}

function handOf(workspace: SlackWorkspace, { url }: Pick<RunningService, 'url'>): SlackHand {
  return slackHand(workspace, async (body, headers) => {
    const answer = await fetch(new URL('/slack/events', url), { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text() }
  })
}

/** Sends what Slack would send; answers with the status. */
export async function sendToSlackPath(
  { url }: Pick<RunningService, 'url'>,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  return (await fetch(new URL('/slack/events', url), { method: 'POST', body, headers })).status
}

/** All that a message says and carries, as one text. */
export function wholeText(message: Posted): string {
  return `${message.text} ${JSON.stringify(message.blocks)}`
}
