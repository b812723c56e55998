import { z } from 'zod'

/**
 * Ids are TypeIDs: a prefix that names the kind, and a UUIDv7 in 26 characters of base 32
 * (https://github.com/jetify-com/typeid/tree/main/spec). Sorting them sorts by time of birth.
 */
const suffix = '[0-7][0-9a-hjkmnp-tv-z]{25}'

function idOf<Prefix extends string>(prefix: Prefix) {
  return z
    .templateLiteral([prefix, '_', z.string().regex(new RegExp(`^${suffix}$`))])
    .meta({ example: `${prefix}_01k9xv2m4te8wb1q0zr7y5h3ad` })
}

export const RequestId = idOf('req')
export const AgentId = idOf('agt')
export const KeyId = idOf('key')
export const TrustId = idOf('trs')
export const DecisionId = idOf('dec')
export const EventId = idOf('evt')
export const PersonId = idOf('per')
export const IdentityId = idOf('idn')
export const CardId = idOf('crd')
export const MessageId = idOf('msg')
export const TokenId = idOf('tok')
export const GrantId = idOf('gnt')
export const EndpointId = idOf('whk')
export const DeliveryId = idOf('whd')
export const DirectoryUserId = idOf('dru')
export const DirectoryGroupId = idOf('drg')

export type RequestId = z.infer<typeof RequestId>
export type AgentId = z.infer<typeof AgentId>
export type KeyId = z.infer<typeof KeyId>
export type TrustId = z.infer<typeof TrustId>
export type DecisionId = z.infer<typeof DecisionId>
export type EventId = z.infer<typeof EventId>
export type PersonId = z.infer<typeof PersonId>
export type IdentityId = z.infer<typeof IdentityId>
export type CardId = z.infer<typeof CardId>
export type MessageId = z.infer<typeof MessageId>
export type TokenId = z.infer<typeof TokenId>
export type GrantId = z.infer<typeof GrantId>
export type EndpointId = z.infer<typeof EndpointId>
export type DeliveryId = z.infer<typeof DeliveryId>
export type DirectoryUserId = z.infer<typeof DirectoryUserId>
export type DirectoryGroupId = z.infer<typeof DirectoryGroupId>

/** Every kind of id, by its prefix. */
export interface IdByPrefix {
  req: RequestId
  agt: AgentId
  key: KeyId
  trs: TrustId
  dec: DecisionId
  evt: EventId
  per: PersonId
  idn: IdentityId
  crd: CardId
  msg: MessageId
  tok: TokenId
  gnt: GrantId
  whk: EndpointId
  whd: DeliveryId
  dru: DirectoryUserId
  drg: DirectoryGroupId
}
