/**
 * Slack's limits, and how we share them out. Slack refuses a message whose blocks hold more than about
 * 13,200 characters together (slackapi/bolt-js#2509, undocumented), so the shares below sum up to less,
 * counted escaped. Documented ones: https://docs.slack.dev/reference/block-kit/blocks.
 */
export const headerCharsMax = 150
export const notificationCharsMax = 1_000
export const sentenceCharsMax = 2_800

/** What the excerpt of a payload is made for; less than its share, which also holds keys and indents. */
export const payloadCharsMax = 5_000

/** The shares of one card. A share that is used up is said to be, with its size. */
export const payloadShareCharsMax = 6_000
export const resourceCharsMax = 700
export const onBehalfOfCharsMax = 400
export const summaryCharsMax = 700
export const reasonCharsMax = 2_100
export const rulesCharsMax = 300
export const labelsCharsMax = 400
export const needsCharsMax = 500
export const warningsCharsMax = 300
export const verdictCharsMax = 1_200
export const commentsCharsMax = 4_500
export const callsCharsMax = 2_000
export const nameCharsMax = 80

/** One entry of a select (https://docs.slack.dev/reference/block-kit/composition-objects/option-object). */
export const optionCharsMax = 75

/**
 * One page of a request's details. Slack takes 100 blocks and 250 kB of a view; we count its JSON with every character
 * beyond ASCII spelled out, and leave room for what stands around a page.
 */
export const pageBlocksMax = 80
export const pageBytesMax = 150_000
export const payloadBlockCharsMax = 2_800
/** What more pages would hold is read in the console. */
export const pagesCountMax = 25
export const storyEventsMax = 30

/** The Home tab: so many cards are read, and so many stand on one page of at most 100 blocks. */
export const homeCardsCountMax = 24
export const homeCardsPerPageMax = 8
export const homePayloadCharsMax = 2_000
export const homeLinesCountMax = 10
/** What `/countersign pending` lists, in a message of at most 50 blocks. */
export const commandLinesCountMax = 10
