/** Whether a text can be an idempotency key: what a header carries as it is, and strips nothing from. */
export function isKey(text: string): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)
}
