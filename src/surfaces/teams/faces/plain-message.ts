import { openLink } from './buttons.ts'
import { paragraph } from './elements.ts'
import { plainBytesMax } from './limits.ts'
import type { AdaptiveCard, Element, TeamsMessage } from './message.ts'
import { bounded } from './runs.ts'
import { clipped } from './size.ts'

/** What the bot itself says in a personal chat: a paragraph for each line, and one link of ours at most. */
export function renderPlain(
  lines: string[],
  button: { label: string; url: string } | null,
): TeamsMessage {
  const share = plainBytesMax / Math.max(1, lines.length)
  const body = lines.flatMap((said) => paragraph(bounded(said, share).runs))
  const actions = button === null ? [] : [openLink(button.label, button.url)]
  return { card: plainCard(body, actions, {}), summary: clipped(lines[0] ?? '', share) }
}

/** A card that asks nothing. */
export function plainCard(
  body: Element[],
  actions: Element[],
  msteams: Record<string, unknown>,
): AdaptiveCard {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    msteams: { width: 'Full', ...msteams },
    body,
    actions,
  }
}
