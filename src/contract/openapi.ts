import { z } from 'zod'
import { agentAddresses } from './agent-addresses.ts'
import { CancelBody, DecisionBody } from './decide.ts'
import { EventList, EventPage } from './event.ts'
import { ConsumeBody, Consumed, KeySet, OutcomeBody, RevokeBody } from './grant.ts'
import { JobList, JobQuery } from './job.ts'
import { EventQuery, ListQuery, RequestPage, WaitQuery } from './list.ts'
import { meEndpoints, sessionScheme } from './me.ts'
import { peopleEndpoints } from './people-endpoints.ts'
import { DevTokenBody, NewToken, PolicyCheck, PolicyInForce, PolicyText } from './policy.ts'
import { Problem } from './problem.ts'
import { Proposal } from './proposal.ts'
import { PayloadView, RequestObject } from './request.ts'
import { webhookAddresses } from './webhook-addresses.ts'

interface Endpoint {
  summary: string
  body?: z.ZodType
  query?: z.ZodObject
  headers?: Record<string, string>
  /** The console's session in place of a token. */
  session?: true
  answers: Record<number, z.ZodType | null>
}

const idempotencyKey = { 'Idempotency-Key': 'The same key and the same JSON is the same request.' }
const prefer = { Prefer: 'wait=N holds the answer for N seconds at most (RFC 7240).' }

/** Every address of the API, as `METHOD path`. */
const endpoints: Record<string, Endpoint> = {
  ...peopleEndpoints,
  'post /v1/requests': {
    summary: 'Propose an action (agent).',
    body: Proposal,
    headers: { ...idempotencyKey, ...prefer },
    answers: { 200: RequestObject, 201: RequestObject },
  },
  'get /v1/requests': {
    summary: 'List requests, newest first.',
    query: ListQuery,
    answers: { 200: RequestPage },
  },
  'get /v1/requests/{id}': {
    summary: 'Read a request, or wait for its verdict.',
    query: WaitQuery,
    answers: { 200: RequestObject },
  },
  'post /v1/requests/{id}/cancel': {
    summary: 'Withdraw a request (its agent).',
    body: CancelBody,
    answers: { 200: RequestObject },
  },
  'post /v1/requests/{id}/decisions': {
    summary: 'Approve or deny (a person).',
    body: DecisionBody,
    answers: { 200: RequestObject },
  },
  'get /v1/requests/{id}/events': {
    summary: 'The story of a request, in order.',
    answers: { 200: EventList },
  },
  'get /v1/requests/{id}/payload': {
    summary: 'The payload: whole for its agent, masked for people.',
    answers: { 200: PayloadView },
  },
  'post /v1/requests/{id}/revoke': {
    summary: 'Take an approval back before it is used (who approved it, admin).',
    body: RevokeBody,
    answers: { 200: RequestObject },
  },
  'post /v1/requests/{id}/outcome': {
    summary: 'Say how the execution went, once (who used the grant).',
    body: OutcomeBody,
    answers: { 200: RequestObject },
  },
  'post /v1/grants/consume': {
    summary: 'Use a grant for the action that is about to run: exactly once (agent, executor).',
    body: ConsumeBody,
    answers: { 200: Consumed },
  },
  'get /.well-known/jwks.json': {
    summary: 'The public keys that grants are signed with.',
    answers: { 200: KeySet },
  },
  ...agentAddresses,
  ...webhookAddresses,
  'get /v1/policy': { summary: 'The policy in force (admin).', answers: { 200: PolicyInForce } },
  'post /v1/policy/check': {
    summary: 'Check a policy without activating it (admin).',
    body: PolicyText,
    answers: { 200: PolicyCheck },
  },
  'get /v1/events': {
    summary: 'The audit log, newest first (admin).',
    query: EventQuery,
    answers: { 200: EventPage },
  },
  'get /v1/jobs': {
    summary: 'Jobs that failed for good (admin).',
    query: JobQuery,
    answers: { 200: JobList },
  },
  'post /v1/jobs/{id}/retry': {
    summary: 'Run a failed job again (admin).',
    answers: { 202: z.strictObject({ id: z.string() }) },
  },
  'post /v1/dev/tokens': {
    summary: 'A person token to try the API with (admin, development mode alone).',
    body: DevTokenBody,
    answers: { 201: NewToken },
  },
  ...meEndpoints,
}

/** The OpenAPI 3.1 document of the whole contract, made from the schemas that also parse it. */
export function openApi(): object {
  const components = new Components()
  const paths: Record<string, Record<string, object>> = {}
  for (const [key, endpoint] of Object.entries(endpoints)) {
    const [method = '', path = ''] = key.split(' ')
    paths[path] = { ...paths[path], [method]: operationOf(path, endpoint, components) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: '1',
      description: 'A human’s word for what an AI agent is about to do.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, session: sessionScheme },
      schemas: components.all(),
    },
  }
}

function operationOf(path: string, endpoint: Endpoint, components: Components): object {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...queryParameters(endpoint.query),
    ...Object.entries(endpoint.headers ?? {}).map(([name, description]) => ({
      name,
      in: 'header',
      description,
      schema: { type: 'string' },
    })),
  ]
  return {
    summary: endpoint.summary,
    ...(endpoint.session ? { security: [{ session: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(endpoint.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(components.use(endpoint.body, 'input')) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.answers).map(([status, schema]) => [
          status,
          schema === null
            ? { description: 'Done.' }
            : { description: 'Done.', content: json(components.use(schema, 'output')) },
        ]),
      ),
      default: {
        description: 'Refused, with a stable code (RFC 9457).',
        content: { 'application/problem+json': { schema: components.use(Problem, 'output') } },
      },
    },
  }
}

function queryParameters(query: z.ZodObject | undefined): object[] {
  if (query === undefined) return []
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }))
}

function json(schema: object): object {
  return { 'application/json': { schema } }
}

/** Collects the named schemas that the paths use, and what those use in turn. */
class Components {
  readonly #schemas = new Map<string, object>()

  /** A reference to a named schema, or the schema itself where it has no name. */
  use(schema: z.ZodType, io: 'input' | 'output'): object {
    const {
      $schema: _,
      $defs = {},
      id,
      ...body
    } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...rest } = definition
      this.#schemas.set(name, relocated(rest))
    }
    if (id === undefined) return relocated(body)
    this.#schemas.set(id, relocated(body))
    return { $ref: `#/components/schemas/${id}` }
  }

  all(): Record<string, object> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** Definitions live under `components` here, and under `$defs` in plain JSON Schema. */
function relocated(schema: object): object {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')
  return JSON.parse(text)
}
