/**
 * What the verbs need from outside, and the verbs as the edges see them. An edge implements the
 * first kind and is handed the second by `main`. Nothing here says how anything is done.
 */

export type * from './ports/administration.ts'
export type * from './ports/card.ts'
export type * from './ports/chat.ts'
export type * from './ports/directory.ts'
export type * from './ports/event.ts'
export type * from './ports/grant.ts'
export type * from './ports/installation.ts'
export type * from './ports/people-records.ts'
export type * from './ports/principal.ts'
export type * from './ports/register.ts'
export type * from './ports/request.ts'
export type * from './ports/roster.ts'
export type * from './ports/sign-in.ts'
export type * from './ports/small.ts'
export type * from './ports/trust.ts'
export type * from './ports/verb.ts'
export type * from './ports/webhook.ts'
