import type { JsonValue } from '../../contract/json.ts'
import { canonicalJson, sha256Hex } from './canonical.ts'

/** What an approval is bound to, each part as the agent sent it. A part left out is the same as null. */
export interface BoundAction {
  agent: string
  action: string
  environment?: string | null | undefined
  on_behalf_of?: string | null | undefined
  payload: JsonValue
  resource?: string | null | undefined
}

/** Stands in every digest, so that another way to bind an action could never collide with this one. */
const digestVersion = 1

/**
 * `sha256:` and the hex SHA-256 of the action's canonical JSON (API.md, "Grants"). JSON that differs
 * only in spelling has the same digest; any other change gives another one.
 */
export function actionDigest(action: BoundAction): string {
  const bound = {
    agent: action.agent,
    action: action.action,
    environment: action.environment ?? null,
    on_behalf_of: action.on_behalf_of ?? null,
    payload: action.payload,
    resource: action.resource ?? null,
    v: digestVersion,
  }
  return `sha256:${sha256Hex(canonicalJson(bound))}`
}
