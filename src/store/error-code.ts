/**
 * The code of an error of the system (`ENOENT`) or of the database (SQLSTATE, `57P03`), or null. It
 * looks at the shape, because an error of another realm is no instance of our `Error`.
 */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}
