/** The code of a system's error, or an empty text. By its shape: an error of another realm is no instance of our `Error`. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
