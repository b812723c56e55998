import type { JSX } from 'preact'
import type { AgentView } from '../../../contract/agent.ts'
import { emailCharsMax, ownersCountMax } from '../../../contract/limits.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { type Draft, Field, isRefused, Refusal } from './field.tsx'
import { Said } from './said.tsx'

/** So many groups are named as a hint; the page of groups has them all. */
const namedGroupsMax = 30
const ownersCharsMax = ownersCountMax * (emailCharsMax + 2)
const ownersRowsMax = 8

interface OwnersFieldProps {
  draft: Draft<'owners'>
  /** The groups of the policy in force. */
  groups: string[]
}

/** One owner on each line: an e-mail has an `@`, and the name of a group never has. */
export function OwnersField({ draft, groups }: OwnersFieldProps): JSX.Element {
  const lines = draft.values.owners.split('\n').length
  return (
    <Field name="owners" label="Owners" draft={draft} hint={<GroupsHint groups={groups} />}>
      {(attributes, value) => (
        <textarea
          {...attributes}
          rows={Math.min(Math.max(lines + 1, 3), ownersRowsMax)}
          required
          maxLength={ownersCharsMax}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={value}
        />
      )}
    </Field>
  )
}

function GroupsHint({ groups }: { groups: string[] }): JSX.Element {
  const named = groups.slice(0, namedGroupsMax)
  const more = groups.length - named.length
  return (
    <>
      One on each line: an e-mail, or a group of the policy. They hear of the agent and never decide
      what it asks.
      {named.length === 0 ? null : (
        <>
          {' '}
          Groups:{' '}
          {named.map((group, index) => (
            <span key={group}>
              {index === 0 ? '' : ', '}
              <code>{group}</code>
            </span>
          ))}
          {more > 0 ? ` and ${more} more` : ''}.
        </>
      )}
    </>
  )
}

/** Owners, each in the form that the field of owners takes. */
export function ownerWords({ owners }: Pick<AgentView, 'owners'>): string[] {
  return owners.map((one) => (typeof one === 'string' ? one : one.group))
}

interface OwnersProps {
  agent: AgentView
  /** What the form of administrators starts with; null for owners, who look and change nothing. */
  form: (OwnersFieldProps & { csrf: string }) | null
}

/** Who owns an agent, and the form that says otherwise. */
export function Owners({ agent, form }: OwnersProps): JSX.Element {
  return (
    <section class="item">
      <h2>Owners</h2>
      <p class="fine">They answer for it, hear of it, and never decide what it asks.</p>
      <ul class="rows">
        {agent.owners.map((one) => (
          <li key={typeof one === 'string' ? one : one.group}>
            <Said text={oneLine(typeof one === 'string' ? one : one.group)} />
            {typeof one === 'string' ? null : <span class="chip">group</span>}
          </li>
        ))}
      </ul>
      {form === null ? null : (
        <details class="more" open={isRefused(form.draft)}>
          <summary>Change owners</summary>
          <form method="post" action={`/console/agents/${agent.id}/owners`} class="fields">
            <input type="hidden" name="csrf" value={form.csrf} />
            <Refusal draft={form.draft} words="The owners were not changed." />
            <OwnersField draft={form.draft} groups={form.groups} />
            <p class="fine">
              Whoever is not named any more stays barred from what it proposed while they owned it.
            </p>
            <button class="button plain" type="submit">
              Save owners
            </button>
          </form>
        </details>
      )}
    </section>
  )
}
