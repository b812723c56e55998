/** Who is in the groups that a platform keeps. */
import type { KeptElsewhere } from '../../core/policy/group.ts'
import type { SlackUsergroup } from '../../core/policy/policy.ts'

/** What is known of a roster just now: `people` is null where it is unknown, or too old to be believed. */
export interface RosterState {
  group: SlackUsergroup
  people: number | null
  syncedAt: Date | null
  trouble: string | null
}

/** How many active people are in a group just now; null where the directory has pushed no group of that name. */
export interface GroupSize {
  kind: 'scim' | 'oidc'
  name: string
  people: number | null
}

/** `home` is the workspace whose ids the users are. */
export type UsergroupResult =
  | { ok: true; home: string; users: string[] }
  | { ok: false; reason: string }

export type ReadUsergroup = (group: SlackUsergroup) => Promise<UsergroupResult>

/** A user group that is to be read now, and the asking, in the database's own words. */
export type DueRoster = SlackUsergroup & { asked: string }

export interface Rosters {
  /**
   * Those that nobody asked the platform for since so long, or lately where it did not answer; they count as asked for
   * from now on. With 0 all of them.
   */
  takeDue(groups: SlackUsergroup[], olderThanSeconds: number): Promise<DueRoster[]>
  /**
   * Writes what the platform said, unless somebody has asked again since: theirs is the newer answer. A refusal leaves
   * what was known, which grows old, unless it says that there is no such group.
   */
  save(due: DueRoster, result: UsergroupResult): Promise<void>
  states(groups: SlackUsergroup[]): Promise<RosterState[]>
  /** Of groups of the directory and of sign-in, by their names there. */
  sizes(groups: KeptElsewhere): Promise<GroupSize[]>
}
