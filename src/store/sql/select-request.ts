import { barredOf, isIn } from './barred.ts'

/**
 * One request with everything beside it, as one row of columns and JSON. Reading it is one statement, so that what
 * a decision rests on is one moment's truth.
 */
/** How long a roster is believed without being read again. After that nobody is in it. */
const rosterFreshFor = `interval '1 hour'`

/** Whether a row of `roster` says who is in a group now. */
export const isFresh = (row: string) => `${row}.synced_at > clock_timestamp() - ${rosterFreshFor}`

/** The groups that a directory or sign-in says a person is in now. */
const groupsFrom = (source: 'scim' | 'oidc') => `
  (select coalesce(json_agg(h.name order by h.name), '[]') from person_group h
   where h.person_id = p.id and h.source = '${source}' and ${isIn('h')})`

const person = (id: string) => `
  (select json_build_object('id', p.id, 'name', p.name, 'disabled', p.disabled_at is not null,
     'emails', (select coalesce(json_agg(m.email order by m."from", m.email), '[]')
                from person_email m where m.person_id = p.id and m.until is null),
     'usergroups', (select coalesce(json_agg(json_build_object('team', nullif(g.team, ''), 'id', g.usergroup)
                      order by g.team, g.usergroup), '[]')
                    from identity n join roster g on g.home = n.tenant and n.subject = any(g.users)
                    where n.person_id = p.id and n.ended_at is null and n.provider = 'slack' and ${isFresh('g')}),
     'directoryGroups', ${groupsFrom('scim')}, 'oidcGroups', ${groupsFrom('oidc')})
   from person p where p.id = ${id})`

export const selectPerson = person

/** Who a person is by now: themselves, or whom they turned out to be. */
export const presently = (id: string) =>
  `(select coalesce(q.merged_into, q.id) from person q where q.id = ${id})`

/** A person and everybody who turned out to be them: decisions stay written as they were made. */
export const everybodyOf = (id: string) =>
  `(select q.id from person q where q.id = ${id} or q.merged_into = ${id})`

/** Whether a person was disabled at any moment since. */
export const hasLapsed = (id: string, since: string) =>
  `exists (select 1 from person_disabled s where s.person_id = ${id}
     and (s.until is null or s.until >= ${since}))`

const decisions = `
  (select coalesce(json_agg(json_build_object('id', d.id, 'identity', d.identity_id,
     'decision', d.decision, 'surface', d.surface, 'at', d.at, 'comment', w.body,
     'lapsed', ${hasLapsed('t.id', 'd.at')},
     'person', ${person('t.id')}) order by d.at, d.id), '[]')
   from decision d left join decision_words w on w.decision_id = d.id,
     lateral ${presently('d.person_id')} t(id)
   where d.request_id = r.id)`

const cards = `
  (select coalesce(json_agg(json_build_object('id', c.id, 'surface', c.surface,
     'destination', c.destination, 'status', c.status, 'reason', c.reason,
     'shownVersion', c.shown_version) order by c.id), '[]')
   from card c where c.request_id = r.id)`

/** Everybody who must not decide the request `r`. */
export const barredFrom = barredOf({
  agent: 'r.agent_id',
  key: 'r.key_id',
  beneficiary: 'r.on_behalf_of',
  moment: 'r.created_at',
})

const barred = `
  (select coalesce(json_agg(distinct ${presently('b.person_id')}), '[]') from (${barredFrom}) b)`

export const requestColumns = `
  r.id, r.version, r.status, r.agent_id, r.key_id, r.action, r.resource, r.environment, r.digest,
  r.policy_version, r.evaluation, r.warnings, r.needs, r.created_at, r.expires_at, r.decided_at,
  r.settlement, r.grant_until, r.grant_used_at, r.grant_used_by, r.grant_revoked_at, r.outcome, r.outcome_at,
  a.name as agent_name, a.version as agent_version, a.disabled_at is not null as agent_disabled,
  y.body as payload, y.salt, w.body as words, w.verdict_reason, w.revoke_reason, w.outcome_detail,
  clock_timestamp()::timestamptz(3) as read_at,
  ${person(presently('r.on_behalf_of'))} as beneficiary,
  ${decisions} as decisions, ${cards} as cards, ${barred} as barred`

export const requestTables = `
  request r
  join agent a on a.id = r.agent_id
  left join request_payload y on y.request_id = r.id
  left join request_words w on w.request_id = r.id`

/** The version that every new decision has to go by. */
export const policyInForce = `(select f.version from policy_activation f order by f.id desc limit 1)`
