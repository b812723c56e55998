import type { RequestId } from '../../contract/ids.ts'
import type { DecisionWord, RequestStatus } from '../../contract/words.ts'
import type { CommentRule } from '../policy/policy.ts'

/**
 * What a card says, before any surface gives it a face. Every string that somebody else wrote is
 * already inert: invisible characters are visible, one-line fields have one line. A surface still
 * escapes for its own markup, and only adds the platform's form.
 */
export interface Card {
  request: RequestId
  digest: string
  /** The first 12 hex digits, in fours: `9f2c 41aa 07de`. */
  digestShort: string
  url: string
  status: RequestStatus
  action: string
  environment: string | null
  /** Whether the policy knows the environment or only the agent says so; null where there is none. */
  environmentSource: 'agent' | 'resource' | null
  agent: string
  resource: string | null
  onBehalfOf: string | null
  askedAt: Date
  expiresAt: Date | null
  payload: PayloadExcerpt
  words: { summary: string | null; reason: string | null }
  rules: string[]
  labels: { label: string; sources: string[] }[]
  needs: CardNeed[]
  warnings: string[]
  /** What the reader is offered: `review` stands in place of Approve where the payload was cut. */
  offers: Offer[]
  /** Whether the policy wants a comment, and what it offers to choose from beside that of a deny. */
  comment: CommentRule
  denyReasons: string[]
  /** Whether a surface asks once more before an approval: the policy says that the action is of high risk. */
  confirm: boolean
  /** Whether Approve stays where a surface has no room for the whole payload. */
  approveWhenCut: boolean
  /** Null while pending. */
  verdict: CardVerdict | null
  /** For lock screens and screen readers: nothing of the payload is in it. */
  notification: string
}

/** A button: `review` leads to where the whole can be read. */
export type Offer = 'approve' | 'review' | 'deny'

/** The lines of the payload that fit, and what did not. */
export interface PayloadExcerpt {
  lines: PayloadLine[]
  cut: { characters: number; fields: number } | null
  /** How many values are hidden from people. */
  hidden: number
}

/**
 * One line: `key` is null for array items, for a payload that is one bare value, and in every form.
 * A form is a run of lines one level below the one that opens it:
 *
 * - `code`: a line of a program, as it was written;
 * - `removed`, `added`, `equal`: a line of a change, and `folded`: how many equal ones are left away;
 * - `head`, `row`: the columns and the rows of a table, their texts set in columns.
 */
export interface PayloadLine {
  depth: number
  key: string | null
  text: string
  kind: ValueKind | FormKind
  /** The texts of a table's line, one for each column; empty where an item has no such member. */
  cells?: string[]
  /** How many values stand in this line (or begin with it), where that is not told by its kind. */
  holds?: { fields: number; hidden: number }
}

export type ValueKind = 'value' | 'open' | 'hidden' | 'empty'

export type FormKind = 'code' | 'removed' | 'added' | 'equal' | 'folded' | 'head' | 'row'

export interface CardNeed {
  group: string
  count: number
  have: number
  by: { name: string; at: Date }[]
}

export interface CardVerdict {
  /** The first words of a settled card: `Approved`, `Denied`, `Expired`, `Withdrawn`. */
  title: string
  at: Date
  /** One sentence: `Ana (data-owners, Slack, 14:05) and Bo (security, Teams, 14:09)` without the times. */
  people: {
    name: string
    group: string | null
    surface: string
    at: Date
    comment: string | null
  }[]
  /** The policy's sentence, or the words of the agent that withdrew: quoted by the surface. */
  reason: string | null
  by: 'policy' | 'people' | 'agent' | 'clock'
  /** What became of an approval, once there is something to tell. */
  ending: CardEnding | null
}

/** How an approved action ended: executed, failed, or taken back before it ran. */
export interface CardEnding {
  title: string
  at: Date
  /** What whoever ran it said, or why it was taken back: quoted by the surface. */
  words: string | null
}

/** What one reader may do about a request now: the same rules that will judge their click. */
export interface Rights {
  approve: boolean
  deny: boolean
  /** Why they may not approve, and what would help; null where they may. */
  whyNot: string | null
  commentRequired: DecisionWord[]
}
