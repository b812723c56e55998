import canonicalize from 'canonicalize'
import type { JsonValue } from '../../contract/json.ts'

/** What an approval is bound to, each part as the agent sent it. A part left out is the same as null. */
export interface BoundAction {
  agent: string
  action: string | null
  environment?: string | null | undefined
  on_behalf_of?: string | null | undefined
  payload: JsonValue
  resource?: string | null | undefined
}

/** Stands in every digest, so that another way to bind an action could never collide with this one. */
const digestVersion = 1

/**
 * The canonical JSON (RFC 8785) that an action's digest is the SHA-256 of (API.md, "Grants"). It needs nothing of
 * Node, because executors compute it wherever they run.
 *
 * @throws Error for what JSON cannot say: NaN, infinities, lone surrogates, cycles.
 */
export function boundText(action: BoundAction): string {
  const text = canonicalize({
    agent: action.agent,
    action: action.action,
    environment: action.environment ?? null,
    on_behalf_of: action.on_behalf_of ?? null,
    payload: action.payload,
    resource: action.resource ?? null,
    v: digestVersion,
  })
  if (text === undefined) throw new Error('Only a JSON value has a canonical form.')
  return text
}
