/** The one file that knows scimmy: it takes the schemas of RFC 7643 from there. Reading messages is our own. */
import SCIMMY from 'scimmy'

const { EnterpriseUser, Group, User } = SCIMMY.Schemas

export const userSchema: string = User.definition.id
export const enterpriseSchema: string = EnterpriseUser.definition.id
export const groupSchema: string = Group.definition.id
const schemasPath = '/Schemas'

/** What `/Schemas` says of each. */
export function describeSchemas(base: string): { id: string; [key: string]: unknown }[] {
  return [User, Group, EnterpriseUser].map(({ definition }) => ({
    ...definition.describe(`${base}${schemasPath}`),
    id: definition.id,
  }))
}

const common = ['id', 'externalId', 'schemas', 'meta']

/** The attributes of a resource that a filter may name, in lower case. */
export function attributesOf(kind: 'User' | 'Group'): Set<string> {
  const { definition } = kind === 'User' ? User : Group
  const own = definition.attributes.map(({ name }) => name)
  return new Set([...common, ...own].map((name) => name.toLowerCase()))
}
