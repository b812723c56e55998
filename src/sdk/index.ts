/**
 * The client that agents import. It knows the wire contract and nothing of the server. Grants, guarded functions and
 * webhooks join it with the work on grants.
 */
export type { Proposal } from '../contract/proposal.ts'
export type { RequestObject } from '../contract/request.ts'
export {
  Countersign,
  type CountersignOptions,
  type ProposeOptions,
  type WaitOptions,
} from './client.ts'
export { Refused, Unavailable } from './errors.ts'
