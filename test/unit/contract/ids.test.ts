import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { TypeID } from 'typeid-js'
import {
  AgentId,
  CardId,
  DecisionId,
  EventId,
  IdentityId,
  KeyId,
  MessageId,
  PersonId,
  RequestId,
  TokenId,
} from '../../../src/contract/ids.ts'

const kinds = {
  req: RequestId,
  agt: AgentId,
  key: KeyId,
  dec: DecisionId,
  evt: EventId,
  per: PersonId,
  idn: IdentityId,
  crd: CardId,
  msg: MessageId,
  tok: TokenId,
}
const suffix = '01k9xv2m4te8wb1q0zr7y5h3ad'

describe('an id', () => {
  it.each(Object.entries(kinds))('of the kind %s has that prefix and no other', (prefix, Id) => {
    const read = Object.keys(kinds).filter((other) => Id.safeParse(`${other}_${suffix}`).success)

    expect(read).toEqual([prefix])
  })

  it('is any TypeID over a UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(RequestId.safeParse(TypeID.fromUUID('req', uuid).toString()).success).toBe(true)
      }),
    )
  })

  it.each([
    '',
    'req_',
    suffix,
    `req${suffix}`,
    `req_${suffix.toUpperCase()}`,
    `req_${suffix}0`,
    `req_${suffix.slice(1)}`,
    `req_8${suffix.slice(1)}`,
    `req_${suffix.replace('k', 'l')}`,
    `req_${suffix}\n`,
    ` req_${suffix}`,
    `req_${suffix}' or '1'='1`,
  ])('is not %j', (text) => {
    expect(RequestId.safeParse(text).success).toBe(false)
  })
})
