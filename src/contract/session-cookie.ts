/** The `__Host-` prefix makes browsers refuse the cookie from another host or path (RFC 6265bis, 4.1.3.2). */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-countersign_session' : 'countersign_session'
}

/** More than any of our cookies of a session has. */
export const sessionCookieCharsMax = 512
