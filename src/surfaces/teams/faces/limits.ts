/**
 * How the room of a message is shared out. Teams takes about 100 KB now and took 28 KB once
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages); a card is
 * for a phone, so ours stay within 24 KB with their envelope, counted in UTF-16 or UTF-8, whichever is more.
 */
export const messageBytesMax = 24_000

/** What the excerpt of a payload is made for, in characters; the card finds room for more than that. */
export const payloadCharsMax = 5_000

/** What the agent's own words may take from a payload that would fill the card without them. */
export const wordsBytesMin = 2_000

/** The shares of one card. A share that is used up is said to be, with its size. */
export const titleBytesMax = 900
export const agentBytesMax = 400
export const resourceBytesMax = 2_200
export const onBehalfOfBytesMax = 900
export const summaryBytesMax = 1_500
export const reasonBytesMax = 4_500
export const rulesBytesMax = 700
export const labelsBytesMax = 1_000
export const needsBytesMax = 2_000
export const warningsBytesMax = 1_000
export const sentenceBytesMax = 1_600
export const denyReasonsBytesMax = 1_800
export const decidersBytesMax = 3_600
export const commentsBytesMax = 4_000
export const commentBytesMax = 3_000
export const nameBytesMax = 360
export const notificationBytesMax = 700

/** A note and an answer in a personal chat: words of ours, and what people said. */
export const noteQuotesBytesMax = 8_000
export const noteCallsBytesMax = 7_000
export const plainBytesMax = 12_000

/** What a person can type; with a preset reason before it, it stays within what the wire takes. */
export const commentInputCharsMax = 1_500
