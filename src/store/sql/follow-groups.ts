/**
 * Who is in groups of the directory by these names, as of now: memberships that are over end, new ones begin. Nothing is
 * removed, because who was in a group since a proposal can matter to it. Answers whoever came or left.
 */
export const followGroups = `
  with d as (
    select distinct i.person_id, g.display_name as name
    from directory_group g
    join directory_member m on m.group_id = g.id
    join directory_user u on u.id = m.user_id and u.deleted_at is null
    join identity i on i.provider = 'scim' and i.tenant = 'directory' and i.subject = u.id and i.ended_at is null
    where g.deleted_at is null and g.display_name = any($1::text[])),
  o as (
    update person_group c set until = $2
    where c.source = 'scim' and c.name = any($1::text[]) and c.until is null
      and not exists (select 1 from d where d.person_id = c.person_id and d.name = c.name)
    returning c.person_id),
  n as (
    insert into person_group (person_id, source, name, "from")
    select d.person_id, 'scim', d.name, $2 from d
    on conflict (person_id, source, name) where until is null do nothing
    returning person_id)
  select person_id from o union select person_id from n`
