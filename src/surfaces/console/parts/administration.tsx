import type { PersonView } from '../../../contract/person.ts'

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
  look?: 'quiet' | 'button plain'
}

/** One button that is a form of its own. */
export function ButtonForm({
  action,
  csrf,
  words,
  label,
  fields = {},
  look = 'quiet',
}: ButtonFormProps) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="csrf" value={csrf} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      <button class={look} type="submit" aria-label={label}>
        {words}
      </button>
    </form>
  )
}

interface SureFormProps {
  action: string
  csrf: string
  /** The button that asks, which `what` completes for whoever only hears it. */
  words: string
  what: string
  /** The button that does it. */
  sure: string
  /** What it does, for good. */
  sentence: string
}

/** What cannot be taken back is asked for twice: the first touch only opens the second button. */
export function SureForm({ action, csrf, words, what, sure, sentence }: SureFormProps) {
  return (
    <details class="sure">
      <summary>
        {words}
        <span class="unseen"> {what}</span>
      </summary>
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        <p class="fine">{sentence}</p>
        <button class="button deny" type="submit">
          {sure}
        </button>
      </form>
    </details>
  )
}
