import type { PersonPage } from '../../../contract/person.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { AdministrationWays, emailOf } from '../parts/administration.tsx'
import { Said } from '../parts/said.tsx'
import type { Page } from './page.ts'

interface PeopleProps {
  page: PersonPage
  /** The e-mail that was searched for, or nothing. */
  asked: string
}

/** Everybody who is known, the newest first. */
export function PeoplePage({ page, asked }: PeopleProps): Page {
  return {
    title: 'People',
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>People</h1>
        <AdministrationWays here="people" />
        <form method="get" action="/console/people" class="fields">
          <div class="field">
            <label for="email">E-mail</label>
            <input id="email" name="email" type="email" value={asked} autocomplete="off" />
          </div>
          <button class="button plain" type="submit">
            Find
          </button>
        </form>
        {page.data.length === 0 ? <p>Nobody has this e-mail.</p> : null}
        <ul class="rows">
          {page.data.map((person) => (
            <li key={person.id}>
              <a href={`/console/people/${person.id}`}>
                <Said text={oneLine(emailOf(person))} />
              </a>
              {person.disabled ? <span class="chip">disabled</span> : null}
              {person.name === null ? null : (
                <p class="fine">
                  <Said text={oneLine(person.name)} />
                </p>
              )}
            </li>
          ))}
        </ul>
        {page.next_cursor === null ? null : (
          <p>
            <a href={`/console/people?cursor=${page.next_cursor}`}>Older ones</a>
          </p>
        )}
      </div>
    ),
  }
}
