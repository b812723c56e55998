import type { JSX } from 'preact'
import type { PersonPage, PersonView } from '../../../contract/person.ts'
import { shorten } from '../../../core/inert/shorten.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { emailOf } from '../parts/administration.tsx'
import { type Draft, Field } from '../parts/field.tsx'
import { Said } from '../parts/said.tsx'
import type { Page } from './page.ts'

/** A list of names is there to find one; the page of the person has all of it. */
const nameCharsMax = 200

interface PeopleProps {
  page: PersonPage
  /** The e-mail that was searched for, or nothing, and whether it is none. */
  find: Draft<'email'>
  /** This page begins somewhere in the middle. */
  further: boolean
}

/** Everybody who is known, the newest first. */
export function PeoplePage({ page, find, further }: PeopleProps): Page {
  const isFound = find.values.email !== ''
  return {
    title: 'People',
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>People</h1>
        <Find draft={find} />
        {page.data.length > 0 || find.faults.email !== undefined ? null : (
          <p>{isFound ? 'Nobody has this e-mail.' : 'Nobody is known yet.'}</p>
        )}
        <ul class="list">
          {page.data.map((person) => (
            <Row key={person.id} person={person} />
          ))}
        </ul>
        {page.next_cursor === null ? null : (
          <p>
            <a class="button plain" href={`/console/people?cursor=${page.next_cursor}`}>
              Older ones
            </a>
          </p>
        )}
        {isFound || further ? (
          <p>
            <a class="quiet" href="/console/people">
              {further ? 'Back to the newest' : 'Show everybody'}
            </a>
          </p>
        ) : null}
      </div>
    ),
  }
}

function Find({ draft }: { draft: Draft<'email'> }): JSX.Element {
  return (
    <form method="get" action="/console/people" class="find">
      <Field name="email" label="E-mail, in full" draft={draft}>
        {(attributes, value) => (
          <input
            {...attributes}
            type="search"
            inputMode="email"
            value={value}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
        )}
      </Field>
      <button class="button plain" type="submit">
        Find
      </button>
    </form>
  )
}

function Row({ person }: { person: PersonView }): JSX.Element {
  return (
    <li class="item">
      <h2>
        <a class="opener" href={`/console/people/${person.id}`}>
          <Said text={shorten(oneLine(emailOf(person)), nameCharsMax)} />
        </a>
        {person.disabled ? <span class="chip">disabled</span> : null}
      </h2>
      {person.name === null || person.emails.length === 0 ? null : (
        <p class="fine">
          <Said text={shorten(oneLine(person.name), nameCharsMax)} />
        </p>
      )}
    </li>
  )
}
