/**
 * A short message about a request that is no card: a reminder under a card, or a verdict told to one
 * person. All of somebody else's text in it is inert; a surface still escapes for its own markup.
 */
export interface Note {
  /** One sentence of ours. */
  sentence: string
  /** What people, the policy or the agent said, with whose words they are: quoted by the surface. */
  quotes: { speaker: string; words: string }[]
  /** Who is called on: mentioned where the surface knows an account of theirs, else named. */
  calls: NoteCall[]
  /** Where all of the request can be read. */
  url: string
}

export interface NoteCall {
  name: string
  accounts: { provider: string; tenant: string; subject: string }[]
}
