/** A refusal in the words of RFC 7644, section 3.12. Thrown while a message is read, and answered in one place. */
export class ScimRefusal extends Error {
  override name = 'ScimRefusal'
  readonly status: number
  readonly scimType: ScimType | null

  constructor(status: number, detail: string, scimType: ScimType | null = null) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'uniqueness'

export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'
