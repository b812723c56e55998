import type { Conversation, Conversations, NewId } from './ports.ts'
import { draftEvent, system } from './record-event.ts'

export interface ConversationDeps {
  newId: NewId
  conversations: Conversations
  now: () => Promise<Date>
}

type Whereabouts = Pick<Conversation, 'surface' | 'tenant' | 'id'>

/** Remembers a place where the bot is. That it was installed is an event; that it was merely seen is none. */
export async function seeConversation(
  deps: ConversationDeps,
  conversation: Conversation,
  installed: boolean,
): Promise<void> {
  const event = installed ? await draft(deps, 'surface.installed', conversation) : null
  await deps.conversations.save(conversation, event)
}

/** The bot was removed there, or the place is gone. */
export async function loseConversation(deps: ConversationDeps, at: Whereabouts): Promise<void> {
  await deps.conversations.remove(at, await draft(deps, 'surface.removed', at))
}

async function draft(
  deps: ConversationDeps,
  type: 'surface.installed' | 'surface.removed',
  { surface, tenant, id }: Whereabouts,
) {
  return draftEvent(deps.newId, {
    type,
    at: await deps.now(),
    actor: system,
    surface,
    more: { tenant, conversation: id },
  })
}
