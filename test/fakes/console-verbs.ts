import type {
  Click,
  ConsoleVerbs,
  DecideResult,
  PersonEventView,
  RequestPageView,
  SessionRecord,
} from '../../src/app/ports.ts'
import type { DecisionRefusal } from '../../src/contract/errors.ts'
import type { IdentityId, PersonId, RequestId } from '../../src/contract/ids.ts'
import type { JsonTree } from '../../src/contract/json.ts'
import type { Card } from '../../src/core/card/card.ts'
import type { PersonRecord } from '../../src/core/record.ts'
import { pendingCard, requestId } from './cards.ts'
import { fakeAccount } from './console-account.ts'
import { fakeAdministration } from './console-administration.ts'
import { type FakeLinks, fakeLinks } from './console-links.ts'
import { acceptedRequest } from './requests.ts'

export const firstLink = 'link-from-the-terminal'
export const identity: IdentityId = 'idn_01k9xv2m4te8wb1q0zr7y5h3ag'

const people = [
  { email: 'ana@example.com', groups: ['data-owners'], id: '01k9xv2m4te8wb1q0zr7y5h3b1' },
  { email: 'bo@example.com', groups: ['data-owners', 'sre'], id: '01k9xv2m4te8wb1q0zr7y5h3b2' },
  { email: 'cy@example.com', groups: ['security'], id: '01k9xv2m4te8wb1q0zr7y5h3b3' },
]

/** The console's verbs in memory: one need decides a request, and refusals are set by the test. */
export interface FakeVerbs {
  verbs: ConsoleVerbs
  clicks: Click[]
  /** Adds a request, or another state of one. */
  put(view: RequestPageView): void
  /** The next decision is refused with this. */
  refuseNext(code: DecisionRefusal, sentence: string): void
  /** The queue and every decision throw this from now on. */
  breakDown(fault?: Error): void
  /** Ends every session, as time does. */
  endSessions(): void
  /** A signed-in session's cookie and token, without the way through the pages. */
  signIn(email: string): { cookie: string; csrf: string }
  addLink(link: string): void
  /** When whoever signs in from now on last proved who they are. */
  provedAt(at: Date | null): void
  /** The offers of accounts to link, and whose each account is. */
  accounts: FakeLinks
}

interface World {
  views: Map<RequestId, RequestPageView>
  sessions: Map<string, SessionRecord>
  links: Set<string>
  clicks: Click[]
  refusal: Extract<DecideResult, { ok: false }> | null
  broken: Error | null
  secrets: number
  authenticatedAt: Date | null
}

export function fakeVerbs(options: { production?: boolean } = {}): FakeVerbs {
  const world: World = {
    views: new Map(),
    sessions: new Map(),
    links: new Set([firstLink]),
    clicks: [],
    refusal: null,
    broken: null,
    secrets: 0,
    authenticatedAt: new Date(),
  }
  const accounts = fakeLinks()
  return {
    verbs: { ...verbsOf(world, options.production === true), links: accounts.links },
    accounts,
    clicks: world.clicks,
    put: (view) => void world.views.set(view.card.request, view),
    refuseNext: (code, sentence) => {
      world.refusal = { ok: false, code, sentence, request: null }
    },
    breakDown: (fault = new Error('the database is out')) => {
      world.broken = fault
    },
    endSessions: () => world.sessions.clear(),
    signIn: (email) => {
      const cookie = openSession(world, personOf(email))
      return { cookie, csrf: world.sessions.get(cookie)?.csrf ?? '' }
    },
    provedAt: (at) => {
      world.authenticatedAt = at
    },
    addLink: (link) => void world.links.add(link),
  }
}

function verbsOf(world: World, production: boolean): Omit<ConsoleVerbs, 'links'> {
  return {
    signIn: null,
    account: fakeAccount(),
    administration: fakeAdministration().verbs,
    sessions: sessionsOf(world),
    decide: async (click) => decide(world, click),
    queue: async () => {
      if (world.broken !== null) throw world.broken
      const items = [...world.views.values()].filter(({ card }) => card.status === 'pending')
      return { items, more: false }
    },
    page: async (request) => world.views.get(request) ?? null,
    development: production
      ? null
      : {
          people: async () => people.map(({ email, groups }) => ({ email, groups })),
          proposeSample: async () => {
            world.views.set(requestId, pageView())
            return requestId
          },
        },
  }
}

function sessionsOf(world: World): ConsoleVerbs['sessions'] {
  return {
    read: async (cookie) => world.sessions.get(cookie) ?? null,
    enterByLink: async (link) => (world.links.delete(link) ? openSession(world, null) : null),
    signInAs: async (email, oldCookie) => {
      if (!people.some((person) => person.email === email)) return null
      world.sessions.delete(oldCookie)
      return openSession(world, personOf(email))
    },
    signOut: async (cookie) => {
      world.sessions.delete(cookie)
      return null
    },
  }
}

function openSession(world: World, person: PersonRecord | null): string {
  world.secrets += 1
  const cookie = `cookie-${world.secrets}`
  const csrf = `csrf-${world.secrets}`
  world.sessions.set(cookie, {
    person,
    identity: person === null ? null : identity,
    csrf,
    authenticatedAt: person === null ? null : world.authenticatedAt,
  })
  return cookie
}

/** The fake's person of an e-mail. */
export function personOf(email: string): PersonRecord {
  const known = people.find((person) => person.email === email)
  const id: PersonId = `per_${known?.id ?? '01k9xv2m4te8wb1q0zr7y5h3b9'}`
  const elsewhere = { usergroups: [], directoryGroups: [], oidcGroups: [] }
  return { id, name: null, emails: [email], ...elsewhere, disabled: false }
}

function decide(world: World, click: Click): DecideResult {
  world.clicks.push(click)
  if (world.broken !== null) throw world.broken
  const { refusal } = world
  world.refusal = null
  if (refusal !== null) return refusal
  const view = world.views.get(click.request)
  if (view === undefined) {
    return { ok: false, code: 'not_found', sentence: 'No such request.', request: null }
  }
  world.views.set(click.request, settled(view, click, nameOf(world, click)))
  return { ok: true, request: view.request, repeated: false }
}

function nameOf(world: World, click: Click): string {
  const { clicker } = click
  const sessions = [...world.sessions.values()]
  const person = sessions.find(
    (session) => clicker.kind === 'person' && session.person?.id === clicker.person,
  )?.person
  return person?.emails[0] ?? 'somebody'
}

/** The request as it is once one person has decided it. */
export function settled(view: RequestPageView, click: Click, name: string): RequestPageView {
  const approved = click.decision === 'approve'
  const status = approved ? 'approved' : 'denied'
  const at = new Date('2026-11-21T14:05:00Z')
  const by = { name, group: 'data-owners', surface: click.surface, at, comment: click.comment }
  const title = approved ? 'Approved' : 'Denied'
  const verdict: Card['verdict'] = {
    title,
    at,
    people: [by],
    reason: null,
    by: 'people',
    ending: null,
  }
  const actor = { at, actor: name, surface: click.surface, code: null }
  return {
    ...view,
    request: { ...view.request, status },
    card: { ...view.card, status, verdict, offers: [] },
    deliveries: [],
    events: [
      ...view.events,
      { ...actor, type: 'decision.recorded' },
      { ...actor, type: approved ? 'request.approved' : 'request.denied' },
    ],
    may: { approve: false, deny: false, whyNot: null, commentRequired: [] },
  }
}

const samplePayload: JsonTree = {
  kind: 'object',
  members: [
    { key: 'table', value: { kind: 'string', value: 'customers' } },
    { key: 'rows', value: { kind: 'number', text: '10412' } },
    { key: 'to', value: { kind: 'string', value: 's3://analytics-eu/customers.parquet' } },
    { key: 'token', value: { kind: 'hidden', as: 'secret', was: 'string', size: 40 } },
    { key: 'dry_run', value: { kind: 'boolean', value: false } },
    { key: 'filter', value: { kind: 'null' } },
    { key: 'note', value: { kind: 'string', value: '' } },
    {
      key: 'columns',
      value: {
        kind: 'array',
        items: [
          { kind: 'string', value: 'id' },
          { kind: 'object', members: [{ key: 'name', value: { kind: 'string', value: 'email' } }] },
          { kind: 'array', items: [] },
        ],
      },
    },
    {
      key: 'sql',
      value: { kind: 'string', value: 'select *\n  from customers\n where active' },
    },
  ],
}

interface ViewChanges {
  card?: Partial<Card>
  payload?: JsonTree
  links?: RequestPageView['links']
  may?: Partial<RequestPageView['may']>
  request?: Partial<RequestPageView['request']>
}

/** A pending request's page, with whatever the test is about changed. */
export function pageView(changes: ViewChanges = {}): RequestPageView {
  const card = pendingCard(changes.card)
  return {
    request: { ...acceptedRequest, id: card.request, ...changes.request },
    card,
    payload: changes.payload ?? samplePayload,
    links: changes.links ?? [
      { title: 'Pipeline run', url: 'https://ci.example.com/runs/881', host: 'ci.example.com' },
    ],
    events: storyOf(card),
    deliveries: [],
    may: { approve: true, deny: true, whyNot: null, commentRequired: [], ...changes.may },
  }
}

function storyOf(card: Card): PersonEventView[] {
  const at = card.askedAt
  return [
    { at, type: 'request.proposed', actor: card.agent, surface: 'api', code: null },
    { at, type: 'request.evaluated', actor: 'policy', surface: null, code: 'review' },
    { at, type: 'card.failed', actor: 'system', surface: 'slack', code: 'not_in_channel' },
  ]
}
