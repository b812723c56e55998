/** An Adaptive Card as JSON (https://adaptivecards.io/explorer). What is in it is made by our own renderers alone. */
export interface AdaptiveCard {
  type: 'AdaptiveCard'
  version: '1.5'
  body: Element[]
  [property: string]: unknown
}

/** One element or action of a card. */
export interface Element {
  type: string
  [property: string]: unknown
}

/** A message as the bot sends it: one card, and the line that lock screens and screen readers get. */
export interface TeamsMessage {
  card: AdaptiveCard
  summary: string
}
