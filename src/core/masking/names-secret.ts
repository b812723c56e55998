/**
 * A name ends in what it names, so its ending is all that is looked at; the bounds keep a key of
 * any length cheap.
 */
const wordsMax = 8
const endingCharsMax = 64

/**
 * What stands behind the name of a secret without making it anything else: `password_hash`,
 * `passwordConfirmation`, `token2`, `private_key_pem`. No two of these make up a third.
 */
const form =
  /(?:value|text|plain|string|raw|data|hash|hashed|encrypted|encoded|base64|b64|pem|json|header|confirm|confirmation|confirmed|again|repeat|repeated|retype|current|old|new|[0-9])+$/

/** Names that no ordinary word ends in, compared with case and separators taken out. */
const secretEnding = new RegExp(
  `(?:${[
    'passwords?|passwd|passphrases?|passcode|secrets?|secretid|token|credentials?|authorization',
    '(?:api|access|secret|private|signing|encryption|master|ssh|auth|account|shared|session|client)keys?',
    'cookies?|connectionstring|recoverycodes?|backupcodes?|mfacode|otpcode|seedphrase|mnemonic',
  ].join('|')})$`,
)

/** A place in a list, or a mark in a language model's text: a token that opens nothing. */
const harmlessToken =
  /(?:next|page|continuation|pagination|sync|stop|start|bos|eos|pad|unk|sep|cls|mask|special)token$/

/** Several tokens: `tokens` alone is how models count what they read, and so is `max_tokens`. */
const secretTokens =
  /(?:access|api|auth|bearer|refresh|session|id|device|service|secret|csrf|personal|bot)tokens$/

/** Short names that also end ordinary words (`bypass`), so they count as whole words only. */
const secretWord = new Set(['pass', 'pwd', 'jwt', 'otp', 'totp', 'cvv', 'cvc', 'creds', 'bearer'])

function wordsOf(key: string): string[] {
  return key
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(-wordsMax)
}

function withoutForm(name: string): string {
  const bare = name.replace(form, '')
  return bare === '' ? name : bare
}

/**
 * Whether a key says that its value is a secret, whatever its case and separators: `password`,
 * `DB_PASSWORD`, `apiKey`, `X-Api-Key`, `client_secret`. What a name ends in is what it names, so
 * `token_count` and `password_policy` are none; nor are `tokens` and `max_tokens`, which count.
 */
export function namesSecret(key: string): boolean {
  // A compatibility form, full width for one, would otherwise spell a known name in other letters.
  const words = wordsOf(key.normalize('NFKC'))
  const whole = words.join('').slice(-endingCharsMax)
  const bare = withoutForm(whole)
  const lastWord = withoutForm((words.at(-1) ?? '').slice(-endingCharsMax))
  if (harmlessToken.test(bare)) return false
  if (secretEnding.test(whole) || secretEnding.test(bare)) return true
  return secretTokens.test(bare) || secretWord.has(lastWord)
}
