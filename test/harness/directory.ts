import type { RunningService } from './service.ts'

/** The token that the services of these tests are pushed with. */
export const scimToken = 'scim-token-of-at-least-32-characters'

export interface Scim {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what a directory reads is looked at member by member
  body: any
}

/** Calls `/scim/v2` as a directory does. */
export async function scim(
  { url }: Pick<RunningService, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Scim> {
  const response = await fetch(`${url}/scim/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${scimToken}`,
      'content-type': 'application/scim+json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : JSON.parse(text),
  }
}

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** A user as Okta sends one. */
export function oktaUser(email: string, more: object = {}) {
  return {
    schemas: [userSchema],
    userName: email,
    name: { givenName: 'Ana', familyName: 'Diaz' },
    emails: [{ primary: true, value: email, type: 'work' }],
    displayName: 'Ana Diaz',
    locale: 'en-US',
    externalId: `00u-${email}`,
    groups: [],
    password: 'never-kept-1A',
    active: true,
    ...more,
  }
}

/** A user as Entra ID sends one. */
export function entraUser(email: string, more: object = {}) {
  return {
    schemas: [userSchema, enterprise],
    externalId: `entra-${email}`,
    userName: email,
    active: true,
    emails: [{ primary: true, type: 'work', value: email }],
    meta: { resourceType: 'User' },
    name: { formatted: 'given family', familyName: 'family', givenName: 'given' },
    roles: [],
    ...more,
  }
}

export function patchOf(...Operations: object[]) {
  return { schemas: [patchSchema], Operations }
}

/** Makes a user; answers its id. */
export async function push(service: RunningService, user: object): Promise<string> {
  const made = await scim(service, 'POST', '/Users', user)
  if (made.status !== 201) throw new Error(`not made: ${made.status} ${JSON.stringify(made.body)}`)
  return made.body.id
}

/** Makes a group of these users; answers its id. */
export async function pushGroup(
  service: RunningService,
  displayName: string,
  users: string[] = [],
): Promise<string> {
  const members = users.map((value) => ({ value }))
  const made = await scim(service, 'POST', '/Groups', {
    schemas: [groupSchema],
    displayName,
    members,
  })
  if (made.status !== 201) throw new Error(`not made: ${made.status} ${JSON.stringify(made.body)}`)
  return made.body.id
}
