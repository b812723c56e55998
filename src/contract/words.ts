import { z } from 'zod'
import { actionCharsMax, emailCharsMax, resourceCharsMax } from './limits.ts'

/** The small vocabulary that several messages share. */
export const ActionType = z
  .string()
  .max(actionCharsMax)
  .regex(/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/, 'must be dotted lower case, like data.export')
  .meta({ example: 'data.export' })

export const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must match [a-z0-9][a-z0-9-]{0,62}')

/** A dot segment would let one spelling reach past the rules written for another (POLICY.md). */
function hasDotSegment(resource: string): boolean {
  return /(^|\/)(\.|%2e){1,2}(?=$|[/?#])/i.test(resource)
}

const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u
/** What a schema says of a text that is not plain. */
export const plainFault = 'must not contain control or invisible characters'

/** Whether a text has no control character in it, and none that nobody sees. */
export function isPlain(text: string): boolean {
  return !invisible.test(text)
}

/** Whether the database can keep a text: PostgreSQL's has no U+0000, and UTF-8 no half of a character. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** The scheme and the authority, or as much of another resource: what says where an action goes. */
const head = /^[^/\\]*[/\\]*[^/\\?#]*/

/** Clients fold such characters (NFKC), so a policy would see one host and they go to another. */
function hasLookalike(resource: string): boolean {
  return head.exec(resource)?.[0] !== head.exec(resource.normalize('NFKC'))?.[0]
}

export const Resource = z
  .string()
  .min(1)
  .max(resourceCharsMax)
  .refine(isPlain, plainFault)
  .refine(
    (resource) => !hasLookalike(resource),
    'must not spell scheme and host with compatibility characters',
  )
  .refine((resource) => !hasDotSegment(resource), 'must not contain . or .. segments')

/** An e-mail as somebody wrote it: what the digest covers keeps its spelling. */
export const EmailAsSent = z.email().max(emailCharsMax)

/** E-mails are compared case-folded, so they are folded where they enter. */
export const Email = EmailAsSent.toLowerCase()

export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hex digits')
  .meta({ example: `sha256:${'9f2c41aa'.repeat(8)}` })

export const Instant = z.iso.datetime()
export const RequestStatus = z.enum(['pending', 'approved', 'denied', 'expired', 'cancelled'])
export const DecisionWord = z.enum(['approve', 'deny'])
export const SurfaceName = z.enum(['slack', 'teams', 'console', 'api'])
export const Effect = z.enum(['allow', 'deny', 'review'])

export type RequestStatus = z.infer<typeof RequestStatus>
export type DecisionWord = z.infer<typeof DecisionWord>
export type SurfaceName = z.infer<typeof SurfaceName>
export type Effect = z.infer<typeof Effect>
