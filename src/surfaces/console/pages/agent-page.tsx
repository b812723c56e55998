import type { JSX } from 'preact'
import type { AgentView, AgentWithKeys } from '../../../contract/agent.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { ButtonForm } from '../parts/administration.tsx'
import { Icon } from '../parts/icons.tsx'
import { Moment } from '../parts/moment.tsx'
import { Said } from '../parts/said.tsx'
import { tokenDays } from './account-page.tsx'
import type { Page } from './page.ts'

interface AgentProps {
  agent: AgentWithKeys
  /** The session's token for forms; null for owners, who look and change nothing. */
  csrf: string | null
  /** A key that was made just now: this page is the only place that ever shows it. */
  made: string | null
}

/** An agent with its owners, its keys, and whose tokens stand for a key. */
export function AgentPage({ agent, csrf, made }: AgentProps): Page {
  const name = oneLine(agent.name)
  return {
    title: name,
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>
          <Said text={name} />
        </h1>
        <p>
          <a href="/console/agents">All agents</a>
        </p>
        {made === null ? null : <Made secret={made} />}
        <Facts agent={agent} csrf={csrf} />
        <Keys agent={agent} csrf={csrf} />
        <Trusts agent={agent} csrf={csrf} />
      </div>
    ),
  }
}

/** Owners as a line of text. */
export function ownersWord({ owners }: Pick<AgentView, 'owners'>): string {
  return owners.map((one) => (typeof one === 'string' ? one : `group ${one.group}`)).join(', ')
}

function Made({ secret }: { secret: string }): JSX.Element {
  return (
    <section class="notice warning" role="alert">
      <Icon name="warning" />
      <div>
        <p>
          <strong>Copy the key now: it is not shown again.</strong> You may not decide what it
          proposes.
        </p>
        <p>
          <code class="secret">{secret}</code>
        </p>
      </div>
    </section>
  )
}

type PartProps = Pick<AgentProps, 'agent' | 'csrf'>

function Facts({ agent, csrf }: PartProps): JSX.Element {
  const { id, disabled, created_at: since } = agent
  return (
    <section class="item">
      <h2>Standing</h2>
      <p>
        {agent.kind === 'executor' ? 'An executor: it consumes grants alone. ' : null}
        {disabled ? 'Disabled: it may do nothing.' : 'Enabled.'}
      </p>
      <p class="fine">
        Owned by <Said text={oneLine(ownersWord(agent))} />, who hear of it and never decide what it
        asks. <code>{id}</code>, registered <Moment at={new Date(since)} />
      </p>
      {csrf === null ? null : (
        <ButtonForm
          action={`/console/agents/${id}/standing`}
          csrf={csrf}
          words={disabled ? 'Enable' : 'Disable'}
          fields={{ disabled: `${!disabled}` }}
        />
      )}
    </section>
  )
}

function Keys({ agent, csrf }: PartProps): JSX.Element {
  return (
    <section class="item">
      <h2>Keys</h2>
      <ul class="rows">
        {agent.keys.map((key) => (
          <li key={key.id}>
            <code>{key.id}</code>
            {key.revoked_at === null ? null : <span class="chip">revoked</span>}
            <p class="fine">
              <Origin by={key.made_by} at={key.created_at} used={key.last_used_at} />
              {key.expires_at === null ? (
                ', does not expire'
              ) : (
                <>
                  , expires <Moment at={new Date(key.expires_at)} as="until" />
                </>
              )}
            </p>
            {csrf === null || key.revoked_at !== null ? null : (
              <ButtonForm
                action={`/console/agents/${agent.id}/keys/${key.id}/revoke`}
                csrf={csrf}
                words="Revoke"
                label={`Revoke ${key.id}`}
              />
            )}
          </li>
        ))}
      </ul>
      {csrf === null ? null : <NewKeyForm id={agent.id} csrf={csrf} />}
    </section>
  )
}

function NewKeyForm({ id, csrf }: { id: string; csrf: string }): JSX.Element {
  return (
    <form method="post" action={`/console/agents/${id}/keys`} class="fields">
      <input type="hidden" name="csrf" value={csrf} />
      <div class="field">
        <label for="key-days">Works for</label>
        <select id="key-days" name="days">
          {tokenDays.map((days) => (
            <option value={`${days}`} selected={days === 90} key={days}>{`${days} days`}</option>
          ))}
        </select>
      </div>
      <button class="button plain" type="submit">
        Make a key
      </button>
    </form>
  )
}

function Trusts({ agent, csrf }: PartProps): JSX.Element {
  return (
    <section class="item">
      <h2>Tokens of platforms that stand for a key</h2>
      {agent.trusts.length === 0 ? <p>None.</p> : null}
      <ul class="rows">
        {agent.trusts.map((trust) => (
          <li key={trust.id}>
            <code>
              <Said text={oneLine(trust.subject)} />
            </code>
            <p class="fine">
              of{' '}
              <code>
                <Said text={oneLine(trust.issuer)} />
              </code>{' '}
              for{' '}
              <code>
                <Said text={oneLine(trust.audience)} />
              </code>
              , <Origin by={trust.made_by} at={trust.created_at} used={trust.last_used_at} />
            </p>
            {csrf === null ? null : (
              <ButtonForm
                action={`/console/agents/${agent.id}/trust/${trust.id}/remove`}
                csrf={csrf}
                words="Remove"
                label={`Trust ${oneLine(trust.subject)} no more`}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface OriginProps {
  by: string
  at: string
  used: string | null
}

function Origin({ by, at, used }: OriginProps): JSX.Element {
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
