import type { JSX } from 'preact'
import type { AgentWithKeys, KeyView } from '../../../contract/agent.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { counted } from '../words.ts'
import { SureForm } from './administration.tsx'
import { Moment } from './moment.tsx'
import { Said } from './said.tsx'

/** For how many days a key may be made in the console. */
export const keyDays = [1, 7, 30, 90, 365]
const keyDaysUsual = 90
/** Of keys that are over the newest are listed; the API has them all. */
const overCountMax = 50

interface KeysProps {
  agent: AgentWithKeys
  csrf: string | null
}

/** An agent's keys: those that work, the newest first, and folded away those that do not. */
export function Keys({ agent, csrf }: KeysProps): JSX.Element {
  const now = new Date()
  const keys = agent.keys.toReversed()
  const works = keys.filter((key) => !isOver(key, now))
  const over = keys.filter((key) => isOver(key, now))
  return (
    <section class="item">
      <h2>Keys</h2>
      {works.length === 0 ? <p>No key works.</p> : null}
      <ul class="rows">
        {works.map((key) => (
          <KeyRow key={key.id} shown={key} agent={agent} csrf={csrf} />
        ))}
      </ul>
      {over.length === 0 ? null : (
        <details class="more">
          <summary>{counted(over.length, 'key no longer works', 'keys no longer work')}</summary>
          <ul class="rows">
            {over.slice(0, overCountMax).map((key) => (
              <KeyRow key={key.id} shown={key} agent={agent} csrf={null} />
            ))}
          </ul>
        </details>
      )}
      {csrf === null ? null : <NewKeyForm id={agent.id} csrf={csrf} />}
    </section>
  )
}

function isOver({ revoked_at: revokedAt, expires_at: expiresAt }: KeyView, now: Date): boolean {
  return revokedAt !== null || (expiresAt !== null && new Date(expiresAt) <= now)
}

interface KeyRowProps extends KeysProps {
  shown: KeyView
}

function KeyRow({ shown, agent, csrf }: KeyRowProps): JSX.Element {
  const { id, revoked_at: revokedAt, expires_at: expiresAt } = shown
  return (
    <li>
      <code>{id}</code>
      {revokedAt === null ? null : <span class="chip">revoked</span>}
      <p class="fine">
        <Origin by={shown.made_by} at={shown.created_at} used={shown.last_used_at} />
        {expiresAt === null ? (
          ', does not expire'
        ) : (
          <>
            , expires <Moment at={new Date(expiresAt)} as="until" />
          </>
        )}
      </p>
      {csrf === null ? null : (
        <SureForm
          action={`/console/agents/${agent.id}/keys/${id}/revoke`}
          csrf={csrf}
          words="Revoke"
          what={id}
          sure="Revoke this key"
          sentence="Whatever uses it is refused at once, and the key never works again."
        />
      )}
    </li>
  )
}

function NewKeyForm({ id, csrf }: { id: string; csrf: string }): JSX.Element {
  return (
    <form method="post" action={`/console/agents/${id}/keys`} class="fields">
      <input type="hidden" name="csrf" value={csrf} />
      <div class="field">
        <label for="key-days">A new key works for</label>
        <select id="key-days" name="days">
          {keyDays.map((days) => (
            <option value={`${days}`} selected={days === keyDaysUsual} key={days}>
              {counted(days, 'day')}
            </option>
          ))}
        </select>
      </div>
      <button class="button plain" type="submit">
        Make a key
      </button>
    </form>
  )
}

interface OriginProps {
  by: string
  at: string
  used: string | null
}

/** Who made something, when, and when it was last of use. */
export function Origin({ by, at, used }: OriginProps): JSX.Element {
  return (
    <>
      made by <Said text={oneLine(by)} /> <Moment at={new Date(at)} />,{' '}
      {used === null ? (
        'never used'
      ) : (
        <>
          last used <Moment at={new Date(used)} />
        </>
      )}
    </>
  )
}
