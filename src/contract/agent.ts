import { z } from 'zod'
import { AgentId, KeyId, TrustId } from './ids.ts'
import { claimCharsMax, issuerCharsMax, nameCharsMax, ownersCountMax } from './limits.ts'
import { Email, Instant, isPlain, plainFault } from './words.ts'

/** An agent's name stands on every card, so it is plain by construction. */
const AgentName = z
  .string()
  .max(nameCharsMax)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, dots, dashes and underscores')

export const AgentKind = z.enum(['agent', 'executor'])
export type AgentKind = z.infer<typeof AgentKind>

/** A group of the policy, whose members own the agent together. */
const OwningGroup = z.strictObject({ group: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/) })

/** Who owns an agent: a person by their e-mail, or a group. */
const Owner = z.union([Email, OwningGroup])
export type Owner = z.infer<typeof Owner>

const Owners = z.array(Owner).min(1, 'an agent has at least one owner').max(ownersCountMax)

const keySecondsMax = 2 * 366 * 24 * 60 * 60

/** The body of `POST /v1/agents`. */
export const AgentBody = z
  .strictObject({ name: AgentName, owners: Owners, kind: AgentKind.default('agent') })
  .meta({ id: 'AgentBody' })
export type AgentBody = z.infer<typeof AgentBody>

/** The body of `PATCH /v1/agents/{id}`. */
export const AgentPatch = z
  .strictObject({ owners: Owners.optional(), disabled: z.boolean().optional() })
  .meta({ id: 'AgentPatch' })
export type AgentPatch = z.infer<typeof AgentPatch>

/** The body of `POST /v1/agents/{id}/keys`. */
export const KeyBody = z
  .strictObject({ expires_in: z.int().min(1).max(keySecondsMax).optional() })
  .meta({ id: 'KeyBody' })

export const KeyView = z
  .strictObject({
    id: KeyId,
    made_by: z.string(),
    created_at: Instant,
    last_used_at: Instant.nullable(),
    expires_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
  })
  .meta({ id: 'Key' })
export type KeyView = z.infer<typeof KeyView>

/** Where an issuer is, or its keys. */
const Address = z
  .url({ protocol: /^https?$/ })
  .max(issuerCharsMax)
  .refine(isPlain, plainFault)

/** The body of `POST /v1/agents/{id}/trust`: whose tokens stand for the agent (docs/agents.md). */
export const TrustBody = z
  .strictObject({
    issuer: Address,
    audience: z.string().min(1).max(claimCharsMax).refine(isPlain, plainFault),
    subject: z.string().min(1).max(claimCharsMax),
    jwks_url: Address.optional(),
  })
  .meta({ id: 'TrustBody' })
export type TrustBody = z.infer<typeof TrustBody>

export const TrustView = z
  .strictObject({
    id: TrustId,
    issuer: z.string(),
    audience: z.string(),
    subject: z.string(),
    jwks_url: z.string().nullable(),
    made_by: z.string(),
    created_at: Instant,
    last_used_at: Instant.nullable(),
  })
  .meta({ id: 'Trust' })
export type TrustView = z.infer<typeof TrustView>
export const TrustList = z.strictObject({ data: z.array(TrustView) }).meta({ id: 'TrustList' })

export const AgentView = z
  .strictObject({
    id: AgentId,
    name: z.string(),
    kind: AgentKind,
    owners: z.array(z.union([z.string(), OwningGroup])),
    disabled: z.boolean(),
    created_at: Instant,
  })
  .meta({ id: 'Agent' })
export type AgentView = z.infer<typeof AgentView>

export const AgentWithKey = AgentView.extend({ key: z.string() }).meta({ id: 'AgentWithKey' })
export const AgentWithKeys = AgentView.extend({
  keys: z.array(KeyView),
  trusts: z.array(TrustView),
}).meta({ id: 'AgentWithKeys' })
export type AgentWithKeys = z.infer<typeof AgentWithKeys>
export const AgentList = z.strictObject({ data: z.array(AgentView) }).meta({ id: 'AgentList' })

/** A new key, shown once. */
export const NewKey = z
  .strictObject({ id: KeyId, key: z.string(), expires_at: Instant.nullable() })
  .meta({ id: 'NewKey' })
export type NewKey = z.infer<typeof NewKey>
