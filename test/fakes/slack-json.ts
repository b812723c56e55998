/** An object of parsed JSON, before anything is known of it. */
export type JsonRecord = Record<string, unknown>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The objects in a list-valued member; none where the member is no list. */
export function recordsIn(value: JsonRecord, key: string): JsonRecord[] {
  const list = value[key]
  return Array.isArray(list) ? list.filter(isRecord) : []
}

/** Every object inside a value, the outer before the inner, in their order. */
export function recordsWithin(value: unknown): JsonRecord[] {
  if (Array.isArray(value)) {
    return value.flatMap(recordsWithin)
  }
  return isRecord(value) ? [value, ...Object.values(value).flatMap(recordsWithin)] : []
}
