import { z } from 'zod'
import type { Member } from './connection.ts'

/**
 * One entry of the roster: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context.
 * The object id has two names there, and what somebody does not have is left out.
 */
const RosterEntry = z.looseObject({
  id: z.string(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
  email: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  name: z.string().nullish(),
})

/** A member in our own words, ids in lower case; null where the answer is no roster entry. */
export function memberOf(answer: unknown): Member | null {
  const { success, data } = RosterEntry.safeParse(answer)
  return success
    ? {
        id: data.id,
        objectId: (data.aadObjectId ?? data.objectId)?.toLowerCase() ?? null,
        tenant: data.tenantId?.toLowerCase() ?? null,
        role: data.userRole?.toLowerCase() ?? null,
        email: data.email ?? null,
        userPrincipalName: data.userPrincipalName ?? null,
        name: data.name ?? null,
      }
    : null
}
