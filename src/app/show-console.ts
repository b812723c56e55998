import type { PersonId, RequestId } from '../contract/ids.ts'
import { groupsOf, mayRead } from '../core/authority.ts'
import { oneLine } from '../core/inert/visible.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import { type CardDeps, cardOf } from './card-of.ts'
import type {
  Events,
  NewId,
  People,
  PersonEventView,
  Queue,
  RequestPageView,
  Requests,
  StoredEvent,
  WebhookDeliveries,
} from './ports.ts'
import { rightsOf } from './rights-of.ts'
import { viewRequest } from './view-request.ts'

export interface ConsoleDeps extends CardDeps {
  newId: NewId
  requests: Pick<Requests, 'queue' | 'read'>
  people: Pick<People, 'read'>
  events: Pick<Events, 'ofRequest'>
  deliveries: Pick<WebhookDeliveries, 'ofRequest'>
  now: () => Promise<Date>
}

/** A page holds the whole payload, so its card is never cut. */
const wholePayload = Number.POSITIVE_INFINITY
const queueCountMax = 200

/** What waits for one person, the nearest deadline first: pending, in their groups, and not their own action. */
export async function showQueue(deps: ConsoleDeps, person: PersonId): Promise<Queue> {
  const reader = await deps.people.read(person)
  if (reader === null || reader.disabled) return { items: [], more: false }
  const { version, compiled } = await inForce(deps)
  const ownAllowed = compiled.policy.selfApproval === 'allowed_in_development'
  const { requests, more } = await deps.requests.queue({
    groups: groupsOf(reader, compiled.policy),
    notOf: ownAllowed ? null : person,
    undecidedBy: null,
    limit: queueCountMax,
  })
  const items = await Promise.all(
    requests.map(async (record) => ({
      request: await viewRequest(deps, record, version),
      card: (await cardOf(deps, record, wholePayload)).card,
    })),
  )
  return { items, more }
}

/** One request's page for one person, or null where it is not theirs to see. */
export async function showRequest(
  deps: ConsoleDeps,
  id: RequestId,
  person: PersonId,
): Promise<RequestPageView | null> {
  const [reader, record] = await Promise.all([deps.people.read(person), deps.requests.read(id)])
  if (reader === null || record === null) return null
  const { version, compiled } = await inForce(deps)
  if (!mayRead(reader, record, compiled.policy)) return null
  const { card, payload } = await cardOf(deps, record, wholePayload)
  const events = await deps.events.ofRequest(id)
  return {
    request: await viewRequest(deps, record, version),
    card,
    payload,
    links: record.words.links.map(({ title, url }) => ({
      title: oneLine(title),
      url,
      host: new URL(url).host,
    })),
    events: events.map(viewPersonEvent),
    deliveries: await deps.deliveries.ofRequest(id),
    may: rightsOf(deps, {
      request: record,
      person: reader,
      policy: compiled,
      now: await deps.now(),
    }),
  }
}

function viewPersonEvent({ body, actorName }: StoredEvent): PersonEventView {
  const event = JSON.parse(body)
  return {
    at: new Date(event.at),
    type: event.type,
    actor: oneLine(actorName ?? event.actor.kind),
    surface: event.surface,
    code: event.code,
  }
}

async function inForce(deps: ConsoleDeps): Promise<{ version: string; compiled: CompiledPolicy }> {
  const record = await deps.policyRecords.inForce()
  if (record === null) throw new Error('no policy is in force')
  return { version: record.version, compiled: await deps.policies.compiled(record.version) }
}
