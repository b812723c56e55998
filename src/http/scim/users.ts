import type { UserDraft } from '../../app/directory-users.ts'
import type { DirectoryUser } from '../../app/ports.ts'
import type { JsonObject, JsonValue } from '../../contract/json.ts'
import { emailCharsMax } from '../../contract/limits.ts'
import { Email } from '../../contract/words.ts'
import { ScimRefusal } from './refusal.ts'
import { isObject, member, textOf, toBoolean } from './resource.ts'
import { enterpriseSchema, userSchema } from './schemas.ts'

const nameCharsMax = 320
/** What the columns say, or the service itself; a password is never kept. */
const apart = new Set([
  'id',
  'schemas',
  'meta',
  'groups',
  'password',
  'active',
  'username',
  'externalid',
])

/**
 * A user as it was sent. Whatever does not concern who it is stays as it came, of any shape: a deactivation must not
 * fail by a photo. `wasActive` holds where nothing is said of it: nobody comes back by silence. @throws ScimRefusal
 */
export function readUser(body: JsonObject, wasActive = true): UserDraft {
  const userName = textOf(body, 'userName', nameCharsMax)
  if (userName === null) throw new ScimRefusal(400, 'userName is missing.', 'invalidValue')
  const active = toBoolean(member(body, 'active')) ?? wasActive
  if (typeof active !== 'boolean') {
    throw new ScimRefusal(400, 'active is true or false.', 'invalidValue')
  }
  const resource = Object.fromEntries(
    Object.entries(body).filter(([key]) => !apart.has(key.toLowerCase())),
  )
  return {
    userName,
    externalId: textOf(body, 'externalId', nameCharsMax),
    active,
    emails: emailsOf(userName, member(body, 'emails')),
    name: nameOf(body),
    resource,
  }
}

/**
 * The e-mails that the directory vouches for: the user name where it is one, and the primary address. A second address
 * is often the person's own to change, so it is no proof.
 */
function emailsOf(userName: string, emails: JsonValue | undefined): string[] {
  const all = (Array.isArray(emails) ? emails : []).filter(isObject)
  const primary =
    all.find((one) => toBoolean(member(one, 'primary')) === true) ??
    all.find((one) => member(one, 'type') === 'work') ??
    (all.length === 1 ? all[0] : undefined)
  const own = primary === undefined ? undefined : member(primary, 'value')
  return [...new Set([userName, own].flatMap(toEmail))]
}

function toEmail(value: JsonValue | undefined): string[] {
  if (typeof value !== 'string' || value.length > emailCharsMax) return []
  const read = Email.safeParse(value.trim())
  return read.success ? [read.data.toLowerCase()] : []
}

function nameOf(body: JsonObject): string | null {
  const display = member(body, 'displayName')
  if (typeof display === 'string' && display !== '') return plain(display)
  const name = member(body, 'name')
  if (!isObject(name)) return null
  const formatted = member(name, 'formatted')
  if (typeof formatted === 'string' && formatted !== '') return plain(formatted)
  const parts = [member(name, 'givenName'), member(name, 'familyName')]
  const said = parts.filter((part) => typeof part === 'string' && part !== '').join(' ')
  return said === '' ? null : plain(said)
}

function plain(name: string): string {
  return name.toWellFormed().replaceAll('\0', '').slice(0, nameCharsMax)
}

/** A user as it is answered. */
export function viewUser(user: DirectoryUser, base: string): JsonObject {
  const { id, externalId, userName, active, resource, groups, version } = user
  const hasExtension = isObject(member(resource, enterpriseSchema))
  return {
    schemas: hasExtension ? [userSchema, enterpriseSchema] : [userSchema],
    id,
    ...(externalId === null ? {} : { externalId }),
    userName,
    ...resource,
    active,
    groups: groups.map((group) => ({
      value: group.id,
      display: group.displayName,
      type: 'direct',
      $ref: `${base}/Groups/${group.id}`,
    })),
    meta: {
      resourceType: 'User',
      created: user.createdAt.toISOString(),
      lastModified: user.changedAt.toISOString(),
      version: `W/"${version}"`,
      location: `${base}/Users/${id}`,
    },
  }
}
