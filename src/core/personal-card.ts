/**
 * The destination of cards that were sent to single people. No policy can name a destination so, and no
 * reader of the API sees it: it only makes such messages follow their request like every other card.
 */
export const personalDestination = '@personal'
