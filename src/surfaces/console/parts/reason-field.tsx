import type { JSX } from 'preact'
import { visible } from '../../../core/inert/visible.ts'

interface ReasonProps {
  /** What the policy offers to choose from, as the card has it. */
  reasons: string[]
  chosen: string
}

/** The reasons that the policy offers for a denial; an approval goes without one. */
export function ReasonField({ reasons, chosen }: ReasonProps): JSX.Element {
  return (
    <div class="field">
      <label for="reason">Reason for a denial</label>
      <select id="reason" name="reason" dir="auto">
        <option value="" selected={chosen === ''}>
          None of these
        </option>
        {reasons.map((reason) => (
          <option value={reason} selected={reason === chosen}>
            {visible(reason)}
          </option>
        ))}
      </select>
    </div>
  )
}
