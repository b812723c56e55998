import { type BoundAction, boundText } from './bound-action.ts'
import { sha256Hex } from './canonical.ts'

/**
 * `sha256:` and the hex SHA-256 of the action's canonical JSON (API.md, "Grants"). JSON that differs
 * only in spelling has the same digest; any other change gives another one.
 */
export function actionDigest(action: BoundAction): string {
  return `sha256:${sha256Hex(boundText(action))}`
}
