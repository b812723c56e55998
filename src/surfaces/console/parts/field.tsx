import type { ComponentChild, JSX } from 'preact'

/** What a form was sent with, and what is wrong with each of its fields, in a sentence. */
export interface Draft<Name extends string> {
  values: Record<Name, string>
  faults: Partial<Record<Name, string>>
}

/** What ties an input to its label, its hint and its fault. */
interface FieldAttributes {
  id: string
  name: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean
}

interface FieldProps<Name extends string> {
  name: Name
  label: string
  hint?: ComponentChild
  draft: Draft<Name>
  children: (attributes: FieldAttributes, value: string) => JSX.Element
}

/** An input with its label, what to write there, and why what was written is refused. */
export function Field<Name extends string>(props: FieldProps<Name>): JSX.Element {
  const { name, label, hint, draft, children } = props
  const fault = draft.faults[name]
  const described = [
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(fault === undefined ? [] : [`${name}-fault`]),
  ]
  const attributes: FieldAttributes = {
    id: name,
    name,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'aria-invalid': fault !== undefined,
  }
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {children(attributes, draft.values[name])}
      {fault === undefined ? null : (
        <p class="fault" id={`${name}-fault`}>
          {fault}
        </p>
      )}
    </div>
  )
}

/** Says at the head of a form that it was refused; it is read out, and the fields say why. */
export function Refusal({ draft, words }: { draft: Draft<string>; words: string }) {
  if (!isRefused(draft)) return null
  return (
    <p class="notice refused" role="alert" tabIndex={-1} autofocus>
      {words}
    </p>
  )
}

export function isRefused({ faults }: Draft<string>): boolean {
  return Object.keys(faults).length > 0
}
