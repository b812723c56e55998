import type { JsonObject } from '../../contract/json.ts'
import { enterpriseSchema, groupSchema, userSchema } from './schemas.ts'

export const resultsCountMax = 200
export const patchOperationsCountMax = 1_000
/** A group of ten thousand with names and addresses is about two megabytes. */
export const bodyBytesMax = 4 * 1024 * 1024

/** What this service can do, for clients that ask (RFC 7643, section 5). */
export function serviceProviderConfig(base: string): JsonObject {
  const no = { supported: false }
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    // No client of note sends it; authentik takes the number for how much one PATCH may hold.
    bulk: {
      supported: false,
      maxOperations: patchOperationsCountMax,
      maxPayloadSize: bodyBytesMax,
    },
    filter: { supported: true, maxResults: resultsCountMax },
    changePassword: no,
    sort: no,
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'The value of SCIM_TOKEN.',
        primary: true,
      },
    ],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${base}/ServiceProviderConfig`,
    },
  }
}

export function resourceTypes(base: string): JsonObject[] {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:ResourceType']
  const meta = (name: string) => ({
    resourceType: 'ResourceType',
    location: `${base}/ResourceTypes/${name}`,
  })
  return [
    {
      ...{ schemas, id: 'User', name: 'User', endpoint: '/Users', description: 'User Account' },
      schema: userSchema,
      schemaExtensions: [{ schema: enterpriseSchema, required: false }],
      meta: meta('User'),
    },
    {
      ...{ schemas, id: 'Group', name: 'Group', endpoint: '/Groups', description: 'Group' },
      schema: groupSchema,
      meta: meta('Group'),
    },
  ]
}
