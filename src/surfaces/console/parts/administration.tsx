import type { JSX } from 'preact'
import type { PersonView } from '../../../contract/person.ts'

const places = { people: 'People', groups: 'Groups', agents: 'Agents' }

/** From one page of administration to the others. */
export function AdministrationWays({ here }: { here: keyof typeof places | null }): JSX.Element {
  return (
    <nav aria-label="Administration">
      <ul class="chips">
        {Object.entries(places).map(([place, words]) => (
          <li key={place}>
            <a
              class="quiet"
              href={`/console/${place}`}
              aria-current={place === here ? 'page' : undefined}
            >
              {words}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Who somebody is to administrators: by e-mail, else by name, else by id. */
export function emailOf({ emails, name, id }: Pick<PersonView, 'emails' | 'name' | 'id'>): string {
  return emails[0] ?? name ?? id
}

interface ButtonFormProps {
  action: string
  csrf: string
  words: string
  /** What the button does, in full, where its words alone do not say to what. */
  label?: string
  fields?: Record<string, string>
}

/** One button that is a form of its own. */
export function ButtonForm({ action, csrf, words, label, fields = {} }: ButtonFormProps) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="csrf" value={csrf} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      <button class="quiet" type="submit" aria-label={label}>
        {words}
      </button>
    </form>
  )
}
