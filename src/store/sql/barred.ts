/**
 * The principal graph: who is behind an action. Every reader of it asks here, so that a queue, a card, a decision and
 * the settling bar the same people (POLICY.md, "Who may decide").
 */

/** What holds now, where a moment is asked for: only what has no end lasts until then. */
export const now = `'infinity'::timestamptz`

const lasted = (row: string, since: string) => `(${row}.until is null or ${row}.until >= ${since})`

/**
 * Everybody in a group of the policy at any moment since one: as the policy defined it, by the e-mails that they held,
 * the directory, sign-in and the rosters of Slack. A roster that cannot be read any more bars whom it had.
 */
export const membersOf = (group: string, since: string) => `
  select m.person_id from policy_group s join person_email m on m.email = s.value and ${lasted('m', since)}
  where s.name = ${group} and s.kind = 'email' and ${lasted('s', since)}
  union all
  select m.person_id from policy_group s
  join person_group m on m.source = s.kind and m.name = s.value and ${lasted('m', since)}
  where s.name = ${group} and s.kind in ('scim', 'oidc') and ${lasted('s', since)}
  union all
  select i.person_id from policy_group s
  join roster_member m on m.team = s.team and m.usergroup = s.value and ${lasted('m', since)}
  join identity i on i.provider = 'slack' and i.tenant = m.home and i.subject = m.user_id
  where s.name = ${group} and s.kind = 'slack' and ${lasted('s', since)}`

/** Everybody who owned an agent at any moment since one: by themselves, or as a member of a group that did. */
export const ownersOf = (agent: string, since: string) => `
  select o.person_id from agent_owner o
  where o.agent_id = ${agent} and o.person_id is not null and ${lasted('o', since)}
  union all
  select g.person_id from agent_owner o cross join lateral (${membersOf('o.group_name', since)}) g
  where o.agent_id = ${agent} and o.group_name is not null and ${lasted('o', since)}`

/** What a request comes from, as SQL. */
interface Origin {
  agent: string
  /** The key that proposed, or the trust whose token did. */
  key: string
  beneficiary: string
  since: string
}

/**
 * Everybody who must not decide: the owners, whoever made the key or the trust, the person that the agent acts for and
 * whoever holds an e-mail of theirs; as of now, or of any moment since the proposal.
 */
export const barredOf = ({ agent, key, beneficiary, since }: Origin) => `
  ${ownersOf(agent, since)}
  union all select k.made_by from agent_key k where k.id = ${key} and k.made_by is not null
  union all select t.made_by from agent_trust t where t.id = ${key} and t.made_by is not null
  union all select p.id from person p where p.id = ${beneficiary}
  union all select n.person_id from person_email m
    join person_email n on n.email = m.email and ${lasted('n', since)}
    where m.person_id = ${beneficiary} and ${lasted('m', since)}`
