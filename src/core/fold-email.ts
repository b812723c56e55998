const plain = /^[!-~]+$/

/**
 * An e-mail as it is compared; null where it has characters that no e-mail of a policy has. Some of those fold to a
 * letter: the Kelvin sign would make somebody's address another's.
 */
export function foldEmail(email: string | null): string | null {
  return email !== null && plain.test(email) ? email.toLowerCase() : null
}
