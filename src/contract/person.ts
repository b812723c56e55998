import { z } from 'zod'
import { IdentityId, PersonId } from './ids.ts'
import { pageCountDefault, pageCountMax } from './limits.ts'
import { Email, Instant } from './words.ts'

/** By whose word a person is disabled: what the one ended, the other does not begin again. */
const DisabledBy = z.enum(['directory', 'operator'])
export type DisabledBy = z.infer<typeof DisabledBy>

export const PersonView = z
  .strictObject({
    id: PersonId,
    name: z.string().nullable(),
    emails: z.array(z.string()),
    disabled: z.boolean(),
    disabled_by: z.array(DisabledBy),
    created_at: Instant,
  })
  .meta({ id: 'Person' })
export type PersonView = z.infer<typeof PersonView>

export const PersonPage = z
  .strictObject({ data: z.array(PersonView), next_cursor: z.string().nullable() })
  .meta({ id: 'PersonPage' })
export type PersonPage = z.infer<typeof PersonPage>

/** The query of `GET /v1/people`. */
export const PersonQuery = z.strictObject({
  email: Email.optional(),
  limit: z.coerce.number().int().min(1).max(pageCountMax).default(pageCountDefault),
  cursor: PersonId.optional(),
})
export type PersonQuery = z.infer<typeof PersonQuery>

/** The body of `PATCH /v1/people/{id}`. */
export const PersonPatch = z.strictObject({ disabled: z.boolean() }).meta({ id: 'PersonPatch' })

/** The body of `POST /v1/people/{id}/merge`. */
export const MergeBody = z.strictObject({ into: PersonId }).meta({ id: 'MergeBody' })

export const IdentityView = z
  .strictObject({
    id: IdentityId,
    provider: z.enum(['slack', 'entra', 'oidc', 'scim', 'development']),
    tenant: z.string(),
    subject: z.string(),
    created_at: Instant,
    /** Of a removed one alone: when. */
    removed_at: Instant.optional(),
  })
  .meta({ id: 'Identity' })
export type IdentityView = z.infer<typeof IdentityView>

/** The query of `GET /v1/people/{id}/identities`: those that live, or those that were removed. */
export const IdentityQuery = z.strictObject({ removed: z.enum(['true', 'false']).optional() })

export const IdentityList = z
  .strictObject({ data: z.array(IdentityView) })
  .meta({ id: 'IdentityList' })
