/** The words in which the requests of a collection are told, with what is expected of each answer. */
import { enterprise, groupSchema, patchOf, type Scim } from '../harness/directory.ts'

/** Ids that earlier steps were answered, by the names that later ones call them. */
type Ids = Record<string, string>
type Expectation = (answer: Scim, ids: Ids) => boolean

export interface CollectionStep {
  name: string
  method: string
  path: string
  body?: unknown
  /** The name under which the id of the answer is kept. */
  keep?: string
  expect: Record<string, Expectation>
}

export const is =
  (status: number): Expectation =>
  (answer) =>
    answer.status === status
export const says =
  (member: string, value: unknown): Expectation =>
  ({ body }) =>
    body?.[member] === value
export const text = ({ body }: Scim) => JSON.stringify(body)
export const contains =
  (part: string): Expectation =>
  (answer) =>
    text(answer).includes(part)
export const containsId =
  (name: string): Expectation =>
  (answer, ids) =>
    ids[name] !== undefined && text(answer).includes(ids[name])
export const hasId =
  (name: string): Expectation =>
  ({ body }, ids) =>
    ids[name] !== undefined && body?.id === ids[name]

type More = Partial<Omit<CollectionStep, 'name' | 'method' | 'path' | 'expect'>>
export function step(
  name: string,
  request: string,
  expect: number | Record<string, Expectation>,
  more: More = {},
): CollectionStep {
  const [method = '', path = ''] = request.split(/ (.*)/)
  return {
    ...{ name, method, path, ...more },
    expect: typeof expect === 'number' ? { status: is(expect) } : expect,
  }
}

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const mails = (work: string, home: string) => [
  { Primary: true, type: 'work', value: work },
  { Primary: false, type: 'home', value: home },
]
export const plainUser = (userName: string, emails: object[], more: object = {}) => ({
  ...{ userName, active: true, displayName: 'BobIsAmazing', schemas: [enterprise, userSchema] },
  externalId: `of-${userName}`,
  name: { formatted: 'Ryan Leenay', familyName: 'Leenay', givenName: 'Ryan' },
  ...{ emails, ...more },
})
export const shared = mails('testing@bob2.com', 'testinghome@bob3.com')
export const group = (displayName: string, more: object = {}) => ({
  ...{ schemas: [groupSchema], externalId: `of-${displayName}`, displayName, ...more },
})
export const setUserName = (value: string) => patchOf({ op: 'Replace', path: 'userName', value })
export const addMember = (value: unknown) =>
  patchOf({ name: 'addMember', op: 'add', path: 'members', value })
