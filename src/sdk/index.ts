/**
 * What agents and executors import. It knows the wire contract and how proofs are verified, and nothing of the server
 * or of Node.
 */
export type { Consumed, GrantClaims, OutcomeBody } from '../contract/grant.ts'
export type { Problem } from '../contract/problem.ts'
export type { Proposal } from '../contract/proposal.ts'
export type { RequestObject } from '../contract/request.ts'
export type { WebhookEvent } from '../contract/webhook.ts'
export {
  type GrantedAction,
  type VerifyGrantOptions,
  type VerifyGrantResult,
  verifyGrant,
} from '../proof/verify/verify-grant.ts'
export {
  type VerifyWebhookOptions,
  verifyWebhook,
  type WebhookHeaders,
  WebhookInvalid,
} from '../proof/verify/verify-webhook.ts'
export { Countersign } from './client.ts'
export { Cancelled, Denied, Expired, Frozen, Refused, Unavailable } from './errors.ts'
export type { DescribedAction, GuardOptions } from './guard.ts'
export type {
  AnyCall,
  CallOptions,
  ProposeOptions,
  RequestList,
  WaitOptions,
} from './options.ts'
export type { CountersignOptions } from './settings.ts'
