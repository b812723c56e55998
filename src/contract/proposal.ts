import { z } from 'zod'
import {
  classificationCountMax,
  expirySecondsMax,
  labelsCountMax,
  linksCountMax,
  linkTitleCharsMax,
  originCharsMax,
  pointerCharsMax,
  reasonCharsMax,
  summaryCharsMax,
  urlCharsMax,
} from './limits.ts'
import { ActionType, EmailAsSent, Resource, Slug } from './words.ts'

export const Classification = z.enum(['public', 'internal', 'pii', 'secret'])
export type Classification = z.infer<typeof Classification>

/** A JSON pointer (RFC 6901) into the payload. */
const Pointer = z
  .string()
  .max(pointerCharsMax)
  .regex(/^(\/([^~/]|~[01])*)*$/, 'must be a JSON pointer (RFC 6901)')

export const Link = z.strictObject({
  title: z.string().min(1).max(linkTitleCharsMax),
  url: z.url({ protocol: /^https?$/ }).max(urlCharsMax),
})
export type Link = z.infer<typeof Link>

export const Origin = z.strictObject({
  session: z.string().max(originCharsMax).optional(),
  model: z.string().max(originCharsMax).optional(),
  tool: z.string().max(originCharsMax).optional(),
  trace_url: z
    .url({ protocol: /^https?$/ })
    .max(urlCharsMax)
    .optional(),
})
export type Origin = z.infer<typeof Origin>

/** The body of `POST /v1/requests`: one action that an agent wants to take. */
export const Proposal = z
  .strictObject({
    action: ActionType,
    payload: z.json().meta({ description: 'Any JSON value: exactly what will be executed.' }),
    resource: Resource.optional(),
    environment: Slug.optional(),
    summary: z.string().max(summaryCharsMax).optional(),
    reason: z.string().max(reasonCharsMax).optional(),
    labels: z.array(Slug).max(labelsCountMax).optional(),
    classification: z
      .record(Pointer, Classification)
      .refine((map) => Object.keys(map).length <= classificationCountMax, {
        message: `must have at most ${classificationCountMax} entries`,
      })
      .optional(),
    on_behalf_of: EmailAsSent.optional(),
    origin: Origin.optional(),
    links: z.array(Link).max(linksCountMax).optional(),
    expires_in: z.int().min(1).max(expirySecondsMax).optional(),
    webhook: z.strictObject({ url: z.url().max(urlCharsMax) }).optional(),
  })
  .meta({ id: 'Proposal' })
export type Proposal = z.infer<typeof Proposal>
