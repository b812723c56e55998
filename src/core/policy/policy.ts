import type { JsonValue } from '../../contract/json.ts'
import type { PolicyError } from '../../contract/request.ts'
import type { Effect } from '../../contract/words.ts'

/** So many people of a group. */
export interface GroupCount {
  group: string
  count: number
}

/** One requirement of a review: a group and a count. */
export interface Need extends GroupCount {
  /** Groups that the request was escalated to, with how many seats of this need each may fill beside its own group. */
  escalated?: GroupCount[]
}

/** What is done about a request that nobody has settled for a while. */
export interface Escalation {
  afterSeconds: number
  /** Whose members may then fill seats, and may deny; null where further cards are all. */
  addGroup: string | null
  postTo: string[]
  /** Of every need of its own rule, the seats that no other rule asks for: those that the group may fill. */
  seats: GroupCount[]
}

export type CommentRule = 'never' | 'on_deny' | 'always'

/** Who hears the verdict by direct message: the agent's owners, the person that it acts for. */
export type Hearer = 'owners' | 'on_behalf_of'

/** What people must do before an action may run. */
export interface Review {
  needs: Need[]
  postTo: string[]
  expiresInSeconds: number
  /** How long after the proposal those who can still decide are reminded; null for never. */
  remindAfterSeconds: number | null
  comment: CommentRule
  /** Offered beside the free comment of a deny. */
  denyReasons: string[]
  tell: Hearer[]
  escalations: Escalation[]
  /** Whether Approve stays on a card that has no room for the whole payload. */
  approveWhenCut: boolean
  /** Whether an approval has to be confirmed once more, in the platform's own way. */
  highRisk: boolean
  /** How long after the approval it may still be executed. */
  executeWithinSeconds: number
}

export interface Match {
  action?: string[]
  resource?: string[]
  agent?: string[]
  environment?: string[]
  labels?: string[]
  onBehalfOf?: string[]
}

export type Rule =
  | {
      name: string
      match: Match
      when: string | null
      then: 'allow'
      executeWithinSeconds: number
    }
  | { name: string; match: Match; when: string | null; then: 'deny'; because: string | null }
  | { name: string; match: Match; when: string | null; then: 'review'; review: Review }

export type DefaultRule =
  | { then: 'deny'; because: string | null }
  | { then: 'review'; review: Review }

/** A named place that cards are posted to. `team` is null for the one workspace of the bot token. */
export interface Destination {
  slack: { team: string | null; channel: string } | null
  teams: TeamsPlace | null
}

/**
 * A channel in Microsoft Teams. `channel` is its conversation id (`19:...@thread.tacv2`), `team` the
 * team's group id (a GUID) or conversation id; tenant and team are null where the policy names neither.
 */
export interface TeamsPlace {
  tenant: string | null
  team: string | null
  channel: string
}

export interface TrustedWorkspace {
  team: string
  trustEmailDomains: string[]
}

export interface TrustedTenant {
  /** The id of the Entra tenant, in lower case. */
  tenant: string
  trustEmailDomains: string[]
}

export interface TrustedIssuer {
  /** The issuer of OpenID Connect, as its tokens spell it. */
  issuer: string
  trustEmailDomains: string[]
}

export interface ResourceRule {
  match: string
  labels: string[]
  environment: string | null
}

export interface MaskRule {
  path: string
  as: 'pii' | 'secret'
}

/** A user group of Slack. `team` is null for the one workspace of the bot token. */
export interface SlackUsergroup {
  team: string | null
  id: string
}

/**
 * People by the e-mails that they hold, or by a group that is kept elsewhere: a user group of Slack, whose roster is
 * synced, a group that the directory pushes, or one that sign-in claims. Only one of the four says who is in it.
 */
export interface Group {
  members: string[]
  slackUsergroup: SlackUsergroup | null
  /** The name of a group of the directory. */
  directory: string | null
  /** The value in the group claim of sign-in, compared as it is spelt. */
  oidcGroup: string | null
}

/** The rules in force, as read from one YAML file. Every name in it is already resolved. */
export interface Policy {
  /** The group whose members administer, under their own names. */
  admins: string | null
  groups: Record<string, Group>
  identities: { slack: TrustedWorkspace[]; teams: TrustedTenant[]; oidc: TrustedIssuer[] } | null
  destinations: Record<string, Destination>
  resources: ResourceRule[]
  mask: MaskRule[]
  rules: Rule[]
  default: DefaultRule
  selfApproval: 'never' | 'allowed_in_development'
}

/** What an agent proposes, as the policy sees it. */
export interface Claim {
  agent: { id: string; name: string }
  action: string
  resource: string | null
  environment: string | null
  onBehalfOf: string | null
  payload: JsonValue
  /** The labels that the agent itself declares: these never help it. */
  labels: string[]
  now: Date
}

/** What the policy says of one claim. `review` is null unless `effect` is `review`. */
export interface Evaluation {
  effect: Effect
  rules: string[]
  errors: PolicyError[]
  because: string | null
  review: Review | null
  /** How long an allowed action may be executed; null unless `effect` is `allow`. A review has a time of its own. */
  executeWithinSeconds: number | null
  labels: string[]
  /** For each label, where it came from: `agent`, or the `match` of the entry of `resources`. */
  labelSources: Record<string, string[]>
  environment: string | null
  environmentSource: 'agent' | 'resource' | null
}

export type EvaluationResult =
  | { ok: true; evaluation: Evaluation }
  | { ok: false; code: 'environment_mismatch'; detail: string }
