import type { JSX } from 'preact'
import type { GroupState } from '../../../app/ports.ts'
import { shorten } from '../../../core/inert/shorten.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { Moment } from '../parts/moment.tsx'
import { Said } from '../parts/said.tsx'
import { counted } from '../words.ts'
import type { Page } from './page.ts'

/** So many are named; a group of thousands is no list for a page. */
const namedCountMax = 100
/** More than these are folded away. */
const openCountMax = 12
const nameCharsMax = 120

const sources: Record<NonNullable<GroupState['source']>['kind'], string> = {
  slack: 'user group of Slack',
  directory: 'group of the directory',
  sign_in: 'group of sign-in',
}

/** The groups of the policy in force. */
export function GroupsPage({ groups }: { groups: GroupState[] }): Page {
  return {
    title: 'Groups',
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>Groups</h1>
        {groups.length === 0 ? <p>The policy in force has no groups.</p> : null}
        {groups.map((group) => (
          <section class="item" key={group.name}>
            <h2>{group.name}</h2>
            <From group={group} />
            <p class="fine">{usesOf(group)}</p>
            <People people={group.people} />
          </section>
        ))}
      </div>
    ),
  }
}

function From({ group: { source, heardAt, trouble } }: { group: GroupState }): JSX.Element {
  if (source === null) return <p class="fine">The policy lists its members.</p>
  return (
    <>
      <p class="fine">
        The {sources[source.kind]}{' '}
        <code>
          <Said text={oneLine(source.name)} />
        </code>
        {source.kind === 'sign_in' ? (
          ', as each person’s last sign-in said, for 12 hours.'
        ) : heardAt === null ? (
          ', not heard of yet.'
        ) : (
          <>
            , last heard of <Moment at={heardAt} />.
          </>
        )}
      </p>
      {trouble === null ? null : (
        <p class="notice warning">
          <Said text={oneLine(trouble)} />
        </p>
      )}
    </>
  )
}

function usesOf({ uses, owns }: GroupState): string {
  const said = [
    ...(uses.administers ? ['It administers.'] : []),
    ...(uses.rules.length > 0 ? [`Asked by ${uses.rules.join(', ')}.`] : []),
    ...(owns.length > 0 ? [`Owns ${owns.join(', ')}.`] : []),
  ]
  return said.length === 0 ? 'Used by nothing.' : said.join(' ')
}

function People({ people }: { people: GroupState['people'] }): JSX.Element {
  if (people.length === 0) return <p>Nobody is in it.</p>
  const count = counted(people.length, 'person', 'people')
  if (people.length <= openCountMax) {
    return (
      <>
        <p>{count}</p>
        <Names people={people} />
      </>
    )
  }
  return (
    <details class="more">
      <summary>{count}</summary>
      <Names people={people} />
    </details>
  )
}

function Names({ people }: { people: GroupState['people'] }): JSX.Element {
  const more = people.length - namedCountMax
  return (
    <>
      <ul class="chips">
        {people.slice(0, namedCountMax).map(({ id, name, disabled }) => (
          <li key={id}>
            <a href={`/console/people/${id}`}>
              <Said text={shorten(oneLine(name), nameCharsMax)} />
            </a>
            {disabled ? ' (disabled)' : null}
          </li>
        ))}
      </ul>
      {more > 0 ? <p class="fine">And {counted(more, 'other')}.</p> : null}
    </>
  )
}
