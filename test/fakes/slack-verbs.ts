import type {
  Clicker,
  Decide,
  HomeOfPerson,
  LinkAnswer,
  PersonalVerbs,
  RequestPageView,
} from '../../src/app/ports.ts'
import type { Card, Rights } from '../../src/core/card/card.ts'
import { wantsComment } from '../../src/core/judge.ts'
import { pendingCard } from './cards.ts'
import { acceptedRequest } from './requests.ts'

/** What the verbs of a chat answer, and what they were asked; a test changes the first as it goes. */
export interface SlackDesk {
  verbs: PersonalVerbs
  /** The card that every look finds; null: not there, or not theirs. */
  card: Card | null
  may: Partial<Rights> | null
  page: Partial<RequestPageView>
  home: HomeOfPerson
  /** What the next person who wants to link is answered. */
  offer: LinkAnswer
  offered: Clicker[]
  /** How often a Home tab was read. */
  homesRead: number
}

export function slackDesk(decide: Decide): SlackDesk {
  const desk: SlackDesk = {
    card: pendingCard(),
    may: {},
    page: {},
    home: { kind: 'known', waiting: [], more: false, decided: [], asked: [] },
    offer: { kind: 'closed' },
    offered: [],
    homesRead: 0,
    verbs: {
      decide,
      look: async ({ digest }) => {
        const { card } = desk
        return card === null || card.digest !== digest
          ? null
          : { card, may: desk.may === null ? null : rightsOf(desk, card) }
      },
      inspect: async () => {
        const { card, page } = desk
        return card === null || desk.may === null
          ? null
          : { ...pageOf(card), may: rightsOf(desk, card), ...page }
      },
      home: async () => {
        desk.homesRead += 1
        return desk.home
      },
      offerLink: async (clicker) => {
        desk.offered.push(clicker)
        return desk.offer
      },
    },
  }
  return desk
}

/** A page about a request, made of its card alone. */
function pageOf(card: Card): Omit<RequestPageView, 'may'> {
  return {
    request: { ...acceptedRequest, id: card.request, resource: card.resource },
    card,
    payload: { kind: 'object', members: [] },
    links: [],
    deliveries: [],
    events: [
      {
        at: card.askedAt,
        type: 'request.proposed',
        actor: card.agent,
        surface: 'api',
        code: null,
      },
    ],
  }
}

function rightsOf({ may }: SlackDesk, card: Card): Rights {
  return {
    approve: card.verdict === null,
    deny: card.verdict === null,
    whyNot: null,
    commentRequired: (['approve', 'deny'] as const).filter((word) =>
      wantsComment(card.comment, word),
    ),
    ...may,
  }
}
