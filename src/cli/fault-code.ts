/** The code of a fault of the file system, such as ENOENT; the fault itself as text where it has none. */
export function faultCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : String(error)
}
