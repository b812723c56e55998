import canonicalize from 'canonicalize'
import type { Proposal } from '../contract/proposal.ts'
import { plainJson } from './plain-json.ts'

/**
 * The body of a proposal as it is sent: taken once, so that an object that changes afterwards changes nothing.
 *
 * @param written The payload as text, where its spelling shall be kept; it has to say what `payload` says.
 * @throws TypeError for a payload that is no JSON.
 */
export function proposalText(proposal: Proposal, written?: string): string {
  const { payload, ...rest } = proposal
  const value = plainJson(payload)
  const text = written ?? JSON.stringify(value)
  if (canonicalize(JSON.parse(text)) !== canonicalize(value))
    throw new TypeError('payloadText must be the text of payload.')
  // The text is one whole JSON value, so it can close nothing and add nothing here.
  const others = JSON.stringify(rest).slice(1)
  return `{"payload":${text}${others === '}' ? '' : ','}${others}`
}
