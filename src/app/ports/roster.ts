/** Who is in the groups that a platform keeps. */
import type { SlackUsergroup } from '../../core/policy/policy.ts'

/** What is known of a roster just now: `people` is null where it is unknown, or too old to be believed. */
export interface RosterState {
  group: SlackUsergroup
  people: number | null
  trouble: string | null
}

/** `home` is the workspace whose ids the users are. */
export type UsergroupResult =
  | { ok: true; home: string; users: string[] }
  | { ok: false; reason: string }

export type ReadUsergroup = (group: SlackUsergroup) => Promise<UsergroupResult>

export interface Rosters {
  /** Those that nobody asked the platform for since so long; they count as asked for from now on. */
  takeDue(groups: SlackUsergroup[], olderThanSeconds: number): Promise<SlackUsergroup[]>
  /** Writes what the platform said. A refusal leaves what was known, which grows old. */
  save(group: SlackUsergroup, result: UsergroupResult): Promise<void>
  states(groups: SlackUsergroup[]): Promise<RosterState[]>
}
