import { RequestId } from '../../contract/ids.ts'

const queue = '/requests'
/** Pages that are one and the same for everybody who gets there. */
const pages = [
  '/console/account',
  '/console/people',
  '/console/groups',
  '/console/agents',
  '/console/agents/new',
]
const ofOne = /^\/console\/(?:people\/per|agents\/agt)_[0-9a-z]{26}$/
const link = '/console/link'
const offerPrefix = `${link}?offer=`

/** The alphabet of our secrets (base64url), and more than their length. */
const offerShape = /^[\w-]{1,128}$/

/** The secret of a linking address, or null where none of ours could look like that. */
export function readOffer(given: unknown): string | null {
  return typeof given === 'string' && offerShape.test(given) ? given : null
}

/** Where an account is linked; without its secret, the page that says so. */
export function linkPath(offer: string | null): string {
  return offer === null ? link : `${offerPrefix}${offer}`
}

/** Whether a path that was read here leads to an account to link. */
export function isLinkPath(path: string): boolean {
  return path.startsWith(offerPrefix)
}

/**
 * Where to go after signing in: the queue, one request, one of the console's own pages, a person, an agent or an
 * account to link, and nothing else that a link may ask for. A list of what is allowed leaves no spelling of a foreign
 * address to think of.
 */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string') return queue
  if (pages.includes(wanted) || ofOne.test(wanted)) return wanted
  if (wanted.startsWith(offerPrefix)) {
    const offer = readOffer(wanted.slice(offerPrefix.length))
    return offer === null ? queue : linkPath(offer)
  }
  if (!wanted.startsWith(`${queue}/`)) return queue
  const id = RequestId.safeParse(wanted.slice(queue.length + 1))
  return id.success ? `${queue}/${id.data}` : queue
}

/** The sign-in page, for somebody who wanted to be at a path of the console. */
export function signInPath(wanted: string): string {
  const path = returnPath(wanted)
  return path === queue ? '/console/sign-in' : `/console/sign-in?return=${encodeURIComponent(path)}`
}

/** Where a sign-in at the provider begins, for somebody who wanted to be at a path of the console. */
export function startPath(wanted: string): string {
  const path = returnPath(wanted)
  const start = '/console/sign-in/start'
  return path === queue ? start : `${start}?return=${encodeURIComponent(path)}`
}
