/** Any JSON value, as `JSON.parse` gives it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | { [key: string]: JsonValue }

/** An object of JSON. */
export type JsonObject = { [key: string]: JsonValue }

/**
 * A JSON text as it was written: members in their own order and numbers in their own spelling, which
 * `JSON.parse` keeps neither of. Cards are made from this. A `hidden` node stands for a masked value.
 */
export type JsonTree =
  | { kind: 'object'; members: JsonMember[] }
  | { kind: 'array'; items: JsonTree[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; text: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
  | HiddenValue

export interface JsonMember {
  key: string
  value: JsonTree
}

/** `size` counts the characters of a string, the members of an object or the items of an array. */
export interface HiddenValue {
  kind: 'hidden'
  as: 'pii' | 'secret'
  was: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'
  size: number
}
