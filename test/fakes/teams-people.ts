import { colleagues } from './colleagues.ts'

/** The fixed ids of the tests: the tenant that hosts everything, and the bot's own app. */
export const tenantId = '11111111-1111-4111-8111-111111111111'
export const appId = '22222222-2222-4222-8222-222222222222'
export const appPassword = 'test-app-password'
export const botId = `28:${appId}`
/** A tenant that nobody trusts. */
export const otherTenantId = '99999999-9999-4999-8999-999999999999'

/** Somebody who can click in Teams, as Teams knows them. */
export interface TeamsPerson {
  name: string
  displayName: string
  /** The id that only this bot sees: `29:` and more. */
  mri: string
  objectId: string | null
  /** The tenant that they belong to, which for a guest is not the one that they click in. */
  tenant: string | null
  role: 'user' | 'guest' | 'anonymous'
  email: string | null
  userPrincipalName: string | null
}

/** A member of the tenant, by e-mail; `order` makes the object id, and must not repeat. */
function colleague(email: string, order: number): TeamsPerson {
  const name = email.split('@')[0] ?? email
  return {
    name,
    displayName: name.charAt(0).toUpperCase() + name.slice(1),
    mri: `29:${name}`,
    objectId: objectIdOf(order),
    tenant: tenantId,
    role: 'user',
    email,
    userPrincipalName: email,
  }
}

function objectIdOf(order: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(order).padStart(12, '0')}`
}

/** A person of another company in our channel: the object id is theirs here, the tenant is theirs there. */
const guest: TeamsPerson = {
  name: 'gus',
  displayName: 'Gus (Guest)',
  mri: '29:gus',
  objectId: objectIdOf(100),
  tenant: otherTenantId,
  role: 'guest',
  email: 'gus@example.com',
  userPrincipalName: 'gus_example.com#EXT#@other.test',
}

/** Somebody who joined by a link, without any account (MicrosoftDocs/msteams-docs#6722). */
const anonymous: TeamsPerson = {
  name: 'anonymous',
  displayName: 'Somebody',
  mri: '29:anonymous',
  objectId: null,
  tenant: null,
  role: 'anonymous',
  email: null,
  userPrincipalName: null,
}

export const defaultPeople: TeamsPerson[] = [
  ...colleagues.map((email, index) => colleague(email, index + 1)),
  guest,
  anonymous,
]
