import { loseConversation, seeConversation } from '../app/conversations.ts'
import { inspect } from '../app/inspect.ts'
import { offerLink } from '../app/link-account.ts'
import { lookAtCard } from '../app/look-at-card.ts'
import type { ChatVerbs, PersonalVerbs } from '../app/ports.ts'
import { showHome } from '../app/show-home.ts'
import { showWaiting } from '../app/show-waiting.ts'
import type { Wiring } from './wire.ts'

/** The verbs of a chat that shows people views of their own; without sign-in nobody could say whose an account is. */
export function personalVerbs({ deps, decide }: Wiring, canSignIn: boolean): PersonalVerbs {
  return {
    decide,
    look: (look) => lookAtCard(deps, look),
    inspect: (look) => inspect(deps, look),
    home: (look) => showHome(deps, look),
    offerLink: async (clicker) => (canSignIn ? offerLink(deps, clicker) : { kind: 'closed' }),
  }
}

/** The verbs of a chat that has conversations of its own. */
export function chatVerbs(wiring: Wiring, ownTenant: string, canSignIn: boolean): ChatVerbs {
  const { deps } = wiring
  return {
    ...personalVerbs(wiring, canSignIn),
    waiting: (look) => showWaiting(deps, look),
    follow: (message, conversation) =>
      deps.cards.adoptLatest({ id: deps.newId('msg'), ...message }, conversation),
    conversations: {
      channel: (query) => deps.conversations.channel(query),
      anywhere: (at) => deps.conversations.anywhere(at),
      personal: (account) => deps.conversations.personal(account),
      seen: (conversation, installed) => seeConversation(deps, conversation, installed),
      gone: (at) => loseConversation(deps, at),
    },
    allowedTenants: async () => {
      const inForce = await deps.policyRecords.inForce()
      if (inForce === null) return [ownTenant]
      const { policy } = await deps.policies.compiled(inForce.version)
      const trusted = policy.identities?.teams.map(({ tenant }) => tenant) ?? []
      return [ownTenant, ...trusted]
    },
  }
}
