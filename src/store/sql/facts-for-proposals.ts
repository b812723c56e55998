import { barredOf, now } from './barred.ts'
import { policyInForce } from './select-request.ts'

/** What each proposal of a batch rests on, in the order in which they were asked. */
export const factsForProposals = `
select clock_timestamp()::timestamptz(3) as now, ${policyInForce} as policy,
  (select count(*) from (select 1 from request p
     where p.agent_id = q.agent and p.status = 'pending' limit q.pending_max) n)::int as pending,
  i.id as earlier_id, i.idempotency_body_hash as earlier_hash,
  (select m.person_id from person_email m where m.email = q.email and m.until is null) as beneficiary
from unnest($1::text[], $2::text[], $3::text[], $4::int[])
  with ordinality as q(agent, key_hash, email, pending_max, place)
left join request i on i.agent_id = q.agent and i.idempotency_key_hash = q.key_hash
order by q.place`

/** The e-mails that are held now by those who must not decide what an agent proposes. */
export const barredEmails = `
select distinct m.email from (${barredOf({ agent: '$1', key: '$2', beneficiary: '$3::text', moment: now })}) b
  join person_email m on m.person_id = b.person_id and m.until is null`
