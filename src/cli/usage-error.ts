/** What the person at the keyboard can mend: a flag, a file, a setting. It is shown without a stack. */
export class UsageError extends Error {
  override name = 'UsageError'
}
