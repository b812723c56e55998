/**
 * The userinfo of a URL with a password in it (RFC 3986, 3.2.1). People write passwords with a bare
 * `/` or `@` too, so only what could be a port is taken for one. Every repeat is bounded, so a text of
 * any length costs linear time.
 */
const passwordInUrl = /:\/\/(?!\[)[^\s/?#@:]{0,256}:(?!\d{0,5}(?:[/?#\s]|$))[^\s]{1,256}@/

/** Whether a text holds a URL that carries a password: `postgres://user:password@host/`. */
export function carriesPassword(text: string): boolean {
  return passwordInUrl.test(text)
}
