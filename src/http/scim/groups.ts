import type { GroupDraft } from '../../app/directory-groups.ts'
import type { DirectoryGroup } from '../../app/ports.ts'
import type { JsonObject } from '../../contract/json.ts'
import { isStorable } from '../../contract/words.ts'
import { ScimRefusal } from './refusal.ts'
import { isObject, member, textOf } from './resource.ts'
import { groupSchema } from './schemas.ts'

const nameCharsMax = 320

/** A group as it was sent. Only users are members: a group in a group would say who may decide by another's word. */
export function readGroup(body: JsonObject): GroupDraft {
  const displayName = textOf(body, 'displayName', nameCharsMax)
  if (displayName === null) throw new ScimRefusal(400, 'displayName is missing.', 'invalidValue')
  const members = member(body, 'members') ?? []
  if (!Array.isArray(members)) throw new ScimRefusal(400, 'members is a list.', 'invalidValue')
  return {
    displayName,
    externalId: textOf(body, 'externalId', nameCharsMax),
    members: members.map((one) => {
      const id = isObject(one) ? member(one, 'value') : undefined
      if (typeof id === 'string' && isStorable(id)) return id
      throw new ScimRefusal(400, 'A member has the id of a user as its value.', 'invalidValue')
    }),
  }
}

/** A group as it is answered. */
export function viewGroup(group: DirectoryGroup, base: string): JsonObject {
  const { id, externalId, displayName, version } = group
  return {
    schemas: [groupSchema],
    id,
    ...(externalId === null ? {} : { externalId }),
    displayName,
    members: group.members.map((one) => ({
      value: one.id,
      display: one.userName,
      type: 'User',
      $ref: `${base}/Users/${one.id}`,
    })),
    meta: {
      resourceType: 'Group',
      created: group.createdAt.toISOString(),
      lastModified: group.changedAt.toISOString(),
      version: `W/"${version}"`,
      location: `${base}/Groups/${id}`,
    },
  }
}
