/** No name below is longer, so that a key of any length costs a bounded look at each of its words. */
const nameCharsMax = 24

/**
 * Names that no ordinary word ends in, compared with case and separators taken out. The end is looked
 * for first, so that there is one place to try and not one for each character.
 */
const secretEnding = new RegExp(
  `$(?<=${[
    'passwords?|passwd|passphrases?|passcode|secrets?|secretid|token|credentials?|authorization',
    '(?:api|access|secret|private|signing|encryption|master|ssh|auth|account|shared|session|client)keys?',
    'accesskeyid|(?:user|db|sql|my|admin|root|login|mail|smtp|ftp|ssh)(?:pass|pwd?)',
    'cookies?|connectionstring|recoverycodes?|backupcodes?|mfacode|otpcode|seedphrase|mnemonic',
    // Several tokens: `tokens` alone is how models count what they read, and so is `max_tokens`.
    '(?:access|api|auth|bearer|refresh|session|id|device|service|secret|csrf|personal|bot)tokens',
  ].join('|')})`,
)

/** A place in a list, or a mark in a language model's text: a token that opens nothing. */
const harmlessToken =
  /$(?<=(?:next|page|continuation|pagination|sync|stop|start|bos|eos|pad|unk|sep|cls|mask|special)token)/

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}

/** Short names that also end ordinary words (`bypass`), so they count as whole words only. */
const secretWord = words('pwd jwt totp cvv cvc creds bearer')

/** Words that name a secret only with nothing said of it but which one it is: `auth`, not `auth_type`. */
const endingWord = words('pass pw otp auth dsn')

/** Said behind a name, these make it one about the secret: `token_count`, `password_changed_at`. */
const aboutSecret = words(
  [
    'count counts total limit limits quota budget usage rate ratio percent length len size cost price',
    'policy policies rule rules required optional enabled disabled allowed protected strength',
    'type kind format name names id ids ref arn version index position offset status state scope scopes',
    'at date time timestamp ttl age expiry expiration days hours minutes seconds ms latency',
    'url uri endpoint host domain region path file dir provider manager issuer audience algorithm alg',
    'method authentication consent banner bucket owner label description',
    'address symbol decimals amount balance supply logprobs',
  ].join(' '),
)

/** Said behind a name, these only tell which one it is: `PASSWORD_PROD`, `token_v1`. */
const whichOne = words(
  [
    'prod production stage staging dev development test testing qa uat live sandbox local preview',
    'main primary secondary default backup old new current previous last next min max v str string',
    'text raw plain value hash base b header basic changed updated created rotated rotation expires',
  ].join(' '),
)

/** Where words that are written as one end: `apikeyprod`, `secretvalue`; not `passwordless`. */
const gluedName =
  /(?:passwords?|passwd|passphrase|(?:api|secret|private|access)keys?|clientsecret|accesstoken)(?=\p{L})(?!less|id)|(?:secret|token)(?=value|string|hash|text|raw|plain|data|json|header|encrypted)/gu

function wordsOf(key: string): string[] {
  return key
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .replace(gluedName, '$& ')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

function isWhichOne(word: string): boolean {
  return whichOne.has(word) || /^\p{N}/u.test(word)
}

/** Whether a name, words run together, ends in that of a secret. */
function endsInSecret(name: string, lastWord: string): boolean {
  if (harmlessToken.test(name)) return false
  return secretEnding.test(name) || secretWord.has(lastWord)
}

/**
 * Whether a key says that its value is a secret, whatever its case and separators: `password`,
 * `DB_PASSWORD_PROD`, `apiKey`, `client_secret_v2`. The last secret that it names counts, unless all
 * that is said behind it makes the key one about the secret: `token_count`, `password_policy`.
 * When in doubt a key names a secret. Linear in the key's length.
 */
export function namesSecret(key: string): boolean {
  // A compatibility form, full width for one, would otherwise spell a known name in other letters.
  const parts = wordsOf(key.normalize('NFKC'))
  const joined = parts.join('')
  let end = joined.length
  let tellsWhich = true
  let isAbout = false
  let isKnown = true
  for (const [index, word] of [...parts.entries()].reverse()) {
    const name = joined.slice(Math.max(0, end - nameCharsMax), end)
    if (endsInSecret(name, word)) return !(isAbout && isKnown)
    if (endingWord.has(word) && (tellsWhich || parts[index + 1] === 'for')) return true
    const which = isWhichOne(word)
    tellsWhich &&= which
    isAbout ||= aboutSecret.has(word)
    isKnown &&= which || aboutSecret.has(word)
    end -= word.length
  }
  return false
}
