/** What people see of one card, of a page about one, or of a note. */
export interface Shown {
  /** All of the text, in its order. Visible text alone: no attribute, no notification. */
  text: string
  /** The labels of all buttons that are drawn, whatever they do; not those of the frame around a page. */
  buttons: string[]
  /** Absolute addresses behind links and buttons. */
  links: string[]
  /** Subjects of the accounts that are mentioned, so that the platform notifies them. */
  mentions: string[]
  /** What else the platform would act on by itself: parse, expand, load, embed. Each as a text for the report. */
  alive: string[]
}

/** How a cut is said: `... 41,870 more characters, 212 more fields`. */
export const cutWords = /\.\.\. [\d,]+ more characters, [\d,]+ more fields/

export const wholePayload = { cut: null, hidden: 0 }

/** The buttons that lead to a decision, in their order. */
export function decisionButtons(buttons: string[]): string[] {
  return buttons.filter((button) => ['Approve', 'Deny', 'Review'].includes(button))
}

/** Links that leave Countersign. */
export function foreignLinks(links: string[], own: string): string[] {
  const { origin } = new URL(own)
  return links.filter((link) => !URL.canParse(link) || new URL(link).origin !== origin)
}

/** Which of the words of `pendingCard` are not in a text; a typographic apostrophe is one too. */
export function wordsMissing(text: string): string[] {
  const plain = text.replaceAll('’', "'").replaceAll(/\s+/g, ' ')
  return pendingWords.filter((word) => !plain.includes(word))
}

const pendingWords = [
  'data.export',
  'production',
  'etl-bot',
  'postgres://prod/customers',
  'ana@example.com',
  '9f2c 41aa 07de',
  'customers',
  '10412',
  'hidden (secret, 40 characters)',
  "In the agent's own words",
  'Weekly churn model retraining',
  'pii-export',
  'data-owners 0 of 1',
  'security 0 of 1',
]
