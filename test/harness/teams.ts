import type { RequestObject } from '../../src/contract/request.ts'
import { verbs } from '../../src/surfaces/teams/faces/click-words.ts'
import { nodesOf, textOf } from '../fakes/adaptive-card.ts'
import type { TeamsChannel } from '../fakes/teams-activities.ts'
import type { SendOptions, TeamsAnswer } from '../fakes/teams-fake.ts'
import { type FakeTeams, openFakeTeams } from '../fakes/teams-fake.ts'
import { tenantId } from '../fakes/teams-people.ts'
import type { TeamsPosted } from '../fakes/teams-rooms.ts'
import { journeyPolicy } from './policy.ts'
import { type Ground, newGround, type RunningService } from './service.ts'
import { until } from './until.ts'

/** A Teams of one tenant, and the ground of services that post into it. */
export interface TeamsGround {
  teams: FakeTeams
  channel: TeamsChannel
  ground: Ground
  /** What a service needs in its environment to be in this tenant. */
  settings: Record<string, string>
  endpoint(service: Pick<RunningService, 'url'>): string
  /** Every message about a request in a conversation, the oldest first. */
  messagesOf(request: Pick<RequestObject, 'id'>, conversation?: string): TeamsPosted[]
  /** The one card about a request in the channel, once it is there. */
  cardOf(request: Pick<RequestObject, 'id'>): Promise<TeamsPosted>
  /** Somebody presses a button of a card. */
  press(
    service: Pick<RunningService, 'url'>,
    person: string,
    message: TeamsPosted,
    title: string,
    more?: SendOptions & { inputs?: Record<string, string>; card?: Record<string, unknown> },
  ): Promise<TeamsAnswer>
  /** Teams asks for the card as one person should see it. */
  refresh(
    service: Pick<RunningService, 'url'>,
    person: string,
    message: TeamsPosted,
  ): Promise<TeamsAnswer>
  close(): Promise<void>
}

export interface TeamsPolicy {
  destinations?: (teams: FakeTeams, channel: TeamsChannel) => string
  postTo?: string
  rules?: string
  identities?: string
}

export const trustTenant = `{ tenant: ${tenantId}, trust_email_domains: [example.com] }`

export async function newTeamsGround(policy: TeamsPolicy = {}): Promise<TeamsGround> {
  const teams = await openFakeTeams()
  const channel = teams.channel('Approvals')
  const ground = await newGround(
    journeyPolicy({
      destinations:
        policy.destinations?.(teams, channel) ?? `approvals: { teams: "${channel.id}" }`,
      postTo: policy.postTo ?? 'approvals',
      identities: policy.identities ?? `identities: { teams: [ ${trustTenant} ] }`,
      ...(policy.rules === undefined ? {} : { rules: policy.rules }),
    }),
  )
  const endpoint = ({ url }: Pick<RunningService, 'url'>) => new URL('/api/messages', url).href
  const messagesOf: TeamsGround['messagesOf'] = ({ id }, conversation = channel.id) =>
    teams.messages(conversation).filter(({ card }) => JSON.stringify(card).includes(id))
  return {
    teams,
    channel,
    ground,
    settings: teams.environment,
    endpoint,
    messagesOf,
    cardOf: async (request) => {
      await until(() => messagesOf(request).length > 0)
      const [found] = messagesOf(request)
      if (found === undefined) throw new Error('the card is not there')
      return found
    },
    press: (service, person, message, title, more = {}) =>
      teams.press(endpoint(service), { person, message, title, ...more }),
    refresh: (service, person, message) => {
      const refresh = nodesOf(message.card).find(({ verb }) => verb === verbs.refresh)
      if (refresh === undefined) throw new Error('the card has no view for each person')
      const { data } = refresh
      return teams.invoke(endpoint(service), {
        person,
        message,
        verb: verbs.refresh,
        data,
        trigger: 'automatic',
      })
    },
    close: async () => {
      await teams.close()
      await ground.close()
    },
  }
}

/** What somebody reads on a card, and after it the card as it was sent. */
export function saysOf(card: unknown): string {
  const body = nodesOf(card).find(({ type }) => type === 'AdaptiveCard')
  const text = body === undefined ? '' : textOf({ body: body['body'] })
  return `${text}\n${JSON.stringify(card)}`
}
