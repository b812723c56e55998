/**
 * The principal graph: who is behind an action. Every reader of it asks here, so that a queue, a card, a decision and
 * the settling bar the same people (POLICY.md, "Who may decide").
 */

/** What holds now, where a moment is asked for: only what has no end lasts until then. */
export const now = `'infinity'::timestamptz`

const lasted = (row: string, moment: string) =>
  `(${row}.until is null or ${row}.until >= ${moment})`

/** Whether a row of `person_group` says who is in a group now: what sign-in said is believed for hours, not for ever. */
export const isIn = (row: string) =>
  `${row}.until is null and (${row}.believed_until is null or ${row}.believed_until > clock_timestamp())`

/** Whether a row of `policy_group` was the last word on a group that no policy has any more. */
const isLastWord = (row: string) => `(
  ${row}.until = (select max(z.until) from policy_group z where z.name = ${row}.name)
  and not exists (select 1 from policy_group z where z.name = ${row}.name and z.until is null))`

/**
 * Which rows count: `lasts` of any kind, `means` of groups of the policy, `said` of the directory and sign-in, `linked` of
 * accounts.
 */
interface Counting {
  lasts: (row: string) => string
  means: (row: string) => string
  said: (row: string) => string
  linked: (row: string) => string
}

/**
 * Whoever was in at any moment since one. What sign-in said lasts until it says something else, and an account bars
 * whom it was ever linked to: to stay away, or to unlink, frees nobody. Neither does a policy that names a group no more.
 */
const since = (moment: string): Counting => ({
  lasts: (row) => lasted(row, moment),
  means: (row) => `(${lasted(row, moment)} or ${isLastWord(row)})`,
  said: (row) => lasted(row, moment),
  linked: () => 'true',
})

/** Whoever is in now, for what being in allows. */
const present: Counting = {
  lasts: (row) => lasted(row, now),
  means: (row) => lasted(row, now),
  said: isIn,
  linked: (row) => `${row}.ended_at is null`,
}

/**
 * Everybody in a group of the policy: as the policy defines it, by the e-mails that they hold, the directory, sign-in
 * and the rosters of Slack. A roster that cannot be read any more bars whom it had.
 */
const membersBy = (group: string, { lasts, means, said, linked }: Counting) => `
  select m.person_id from policy_group s join person_email m on m.email = s.value and ${lasts('m')}
  where s.name = ${group} and s.kind = 'email' and ${means('s')}
  union all
  select m.person_id from policy_group s
  join person_group m on m.source = s.kind and m.name = s.value and ${said('m')}
  where s.name = ${group} and s.kind in ('scim', 'oidc') and ${means('s')}
  union all
  select i.person_id from policy_group s
  join roster_member m on m.team = s.team and m.usergroup = s.value and ${lasts('m')}
  join identity i on i.provider = 'slack' and i.tenant = m.home and i.subject = m.user_id and ${linked('i')}
  where s.name = ${group} and s.kind = 'slack' and ${means('s')}`

/** Everybody who owns an agent: by themselves, or as a member of a group that does. */
const ownersBy = (agent: string, counting: Counting) => `
  select o.person_id from agent_owner o
  where o.agent_id = ${agent} and o.person_id is not null and ${counting.lasts('o')}
  union all
  select g.person_id from agent_owner o cross join lateral (${membersBy('o.group_name', counting)}) g
  where o.agent_id = ${agent} and o.group_name is not null and ${counting.lasts('o')}`

/** Who is in a group now. */
export const membersNow = (group: string) => membersBy(group, present)

/** Who owns an agent now, and so may see what it asks. */
export const ownersNow = (agent: string) => ownersBy(agent, present)

/** What a request comes from, as SQL. */
interface Origin {
  agent: string
  /** The key that proposed, or the trust whose token did. */
  key: string
  beneficiary: string
  /** Since when whoever was any of these is barred. */
  moment: string
}

/**
 * Everybody who must not decide: the owners, whoever made the key or the trust, the person that the agent acts for and
 * whoever holds an e-mail of theirs; as of now, or of any moment since the proposal.
 */
export const barredOf = ({ agent, key, beneficiary, moment }: Origin) => `
  ${ownersBy(agent, since(moment))}
  union all select k.made_by from agent_key k where k.id = ${key} and k.made_by is not null
  union all select t.made_by from agent_trust t where t.id = ${key} and t.made_by is not null
  union all select p.id from person p where p.id = ${beneficiary}
  union all select n.person_id from person_email m
    join person_email n on n.email = m.email and ${lasted('n', moment)}
    where m.person_id = ${beneficiary} and ${lasted('m', moment)}`
