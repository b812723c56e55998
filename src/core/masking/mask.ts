import type { HiddenValue, JsonMember, JsonTree } from '../../contract/json.ts'
import type { Classification } from '../../contract/proposal.ts'
import type { MaskRule } from '../policy/policy.ts'
import { carriesPassword } from './carries-password.ts'
import { namesSecret } from './names-secret.ts'
import { type Hide, hideAt, type Places, startOf, stepInto, stricter } from './paths.ts'

export interface MaskRules {
  /** The `mask` section of the policy in force. */
  policy: readonly MaskRule[]
  /** What the agent said of its own payload, by JSON pointer. */
  classification: Readonly<Record<string, Classification>>
}

function sizeOf(tree: Exclude<JsonTree, HiddenValue>): number {
  if (tree.kind === 'object') return tree.members.length
  if (tree.kind === 'array') return tree.items.length
  // Of a number only that it is one is told: its digits would give away its magnitude.
  return tree.kind === 'string' ? Array.from(tree.value).length : 0
}

/** The strictest that anything inside an already masked value was hidden as. */
function strictestWithin(tree: JsonTree): Hide | null {
  const inner =
    tree.kind === 'object'
      ? tree.members.map(({ value }) => value)
      : tree.kind === 'array'
        ? tree.items
        : []
  const own = tree.kind === 'hidden' ? tree.as : null
  return inner.map(strictestWithin).reduce(stricter, own)
}

/** Whoever may be shown personal data may not see the secret inside it, so the whole is a secret then. */
function hidden(tree: JsonTree, as: Hide): HiddenValue {
  const strictest = stricter(as, strictestWithin(tree)) ?? as
  if (tree.kind === 'hidden') return { ...tree, as: strictest }
  return { kind: 'hidden', as: strictest, was: tree.kind, size: sizeOf(tree) }
}

/** `"use_token": true` is no secret, and neither is a secret that is absent. */
function couldBeSecret(tree: JsonTree): boolean {
  const kind = tree.kind === 'hidden' ? tree.was : tree.kind
  return kind !== 'boolean' && kind !== 'null'
}

const nameKey = /^(?:name|key|k|header|field|id)$/i
const valueKey = /^(?:value|val|v|content)$/i

function isSecretName(tree: JsonTree | undefined): boolean {
  return tree?.kind === 'string' && namesSecret(tree.value)
}

/**
 * An object may say of its own value that it is a secret, as lists of variables and headers do:
 * `{"name": "DB_PASSWORD", "value": "..."}`.
 */
function maskMembers(members: JsonMember[], places: Places): JsonMember[] {
  const isValueSecret = members.some(({ key, value }) => nameKey.test(key) && isSecretName(value))
  return members.map(({ key, value }) => {
    const isNamed = namesSecret(key) || (isValueSecret && valueKey.test(key))
    return { key, value: maskAt(value, stepInto(places, key), isNamed) }
  })
}

/** Of two items the first may name the second: `["Authorization", "Bearer ..."]`. */
function maskItems(items: JsonTree[], places: Places): JsonTree[] {
  const isPair = items.length === 2 && isSecretName(items[0])
  return items.map((item, index) =>
    maskAt(item, stepInto(places, String(index)), isPair && index === 1),
  )
}

function maskInside(tree: JsonTree, places: Places): JsonTree {
  if (tree.kind === 'object') {
    return { kind: 'object', members: maskMembers(tree.members, places) }
  }
  return tree.kind === 'array' ? { kind: 'array', items: maskItems(tree.items, places) } : tree
}

function isSecret(tree: JsonTree, isNamed: boolean): boolean {
  if (tree.kind === 'string' && carriesPassword(tree.value)) return true
  return isNamed && couldBeSecret(tree)
}

function maskAt(tree: JsonTree, places: Places, isNamed: boolean): JsonTree {
  const inside = maskInside(tree, places)
  const as = stricter(isSecret(tree, isNamed) ? 'secret' : null, hideAt(places))
  return as === null ? inside : hidden(inside, as)
}

/**
 * The payload as people may see it: the one way in which every surface, the API's person view and
 * the events hide values. A value is hidden where a path of the policy ends at it, where the agent
 * called it `pii` or `secret`, where its key or its neighbour names a secret, or where a text carries
 * a URL's password; the strictest of these counts, and nothing un-hides. A value that holds others is
 * hidden whole.
 *
 * @param tree Of bounded depth, as `readJson` accepts it. Masked again it stays the same.
 */
export function mask(tree: JsonTree, rules: MaskRules): JsonTree {
  return maskAt(tree, startOf(rules.policy, rules.classification), false)
}
