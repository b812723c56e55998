import type { PersonalVerbs } from '../../app/ports.ts'
import type { RequestId } from '../../contract/ids.ts'
import { type ActPorts, clickerOf } from './act.ts'
import { type Failure, failureOf } from './failure.ts'
import { homeCardsCountMax, homeLinesCountMax, homePayloadCharsMax } from './limits.ts'
import type { Who } from './origin.ts'
import { homeView } from './views/home-view.ts'

const rememberedCountMax = 1_000

export interface HomeTabPorts extends Pick<ActPorts, 'homes' | 'profiles' | 'log'> {
  verbs: Pick<PersonalVerbs, 'home'>
  consoleUrl: string
}

/** People's Home tabs. */
export interface HomeTabs {
  /** Shows a page. `hash` is of the view that the person has before them, where Slack said so. */
  show(who: Who, wish?: { page?: number; hash?: string | null }): Promise<void>
  /** Those in whose tab a request waits, as it was published last. */
  listing(request: RequestId): Who[]
}

interface Shown {
  who: Who
  waiting: Set<RequestId>
  page: number
  hash: string | null
  /** One publication of a person after the other, so that an older reading never lands on a newer one. */
  last: Promise<void>
}

/**
 * Publishes Home tabs, each read anew. Another process may publish for the same person: Slack's hash of the view that
 * was known last keeps ours from replacing a newer one, and then it is read once more.
 */
export function createHomeTabs(ports: HomeTabPorts): HomeTabs {
  const remembered = new Map<string, Shown>()

  /** Null where it is there; what else Slack says is for the log alone. */
  async function publish(who: Who, shown: Shown): Promise<Failure | null> {
    const installed = await ports.homes.of(who.home)
    if (installed.kind !== 'home') return installed
    const { views } = installed.clients.background
    const home = await ports.verbs.home({
      clicker: await clickerOf(ports, who),
      payloadCharsMax: homePayloadCharsMax,
      waitingCountMax: homeCardsCountMax,
      latestCountMax: homeLinesCountMax,
    })
    const cards = home.kind === 'known' ? home.waiting.map(({ card }) => card.request) : []
    shown.waiting = new Set(cards)
    const { view, page } = homeView(home, shown.page, ports.consoleUrl)
    const hash = shown.hash === null ? {} : { hash: shown.hash }
    shown.page = page
    shown.hash = null
    try {
      const published = await views.publish({ user_id: who.account.subject, view, ...hash })
      shown.hash = published.view?.hash ?? null
      return null
    } catch (error) {
      return failureOf(error)
    }
  }

  async function show(...[who, wish]: Parameters<HomeTabs['show']>): Promise<void> {
    const key = `${who.home}/${who.account.subject}`
    const shown = remembered.get(key) ?? neverShown(who)
    remembered.delete(key)
    remembered.set(key, shown)
    forgetOldest(remembered)
    const turn = shown.last.then(async () => {
      shown.page = wish?.page ?? shown.page
      shown.hash = wish?.hash ?? shown.hash
      const first = await publish(who, shown)
      const failure = first?.reason === 'hash_conflict' ? await publish(who, shown) : first
      if (failure !== null) ports.log.warn({ failure }, 'A Home tab could not be published')
    })
    shown.last = turn.catch(() => {})
    return turn
  }

  return {
    show,
    listing: (request) =>
      [...remembered.values()].filter(({ waiting }) => waiting.has(request)).map(({ who }) => who),
  }
}

function neverShown(who: Who): Shown {
  return { who, waiting: new Set(), page: 0, hash: null, last: Promise.resolve() }
}

function forgetOldest(remembered: Map<string, unknown>): void {
  const oldest = remembered.keys().next()
  if (remembered.size > rememberedCountMax && !oldest.done) {
    remembered.delete(oldest.value)
  }
}
