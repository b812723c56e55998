import type { JSX } from 'preact'
import type { AgentView, AgentWithKeys } from '../../../contract/agent.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { ButtonForm } from '../parts/administration.tsx'
import { Keys } from '../parts/agent-keys.tsx'
import { Owners } from '../parts/agent-owners.tsx'
import { type TrustDraft, Trusts } from '../parts/agent-trusts.tsx'
import type { Draft } from '../parts/field.tsx'
import { MadeSecret } from '../parts/made-secret.tsx'
import { Moment } from '../parts/moment.tsx'
import { Said } from '../parts/said.tsx'
import type { Page } from './page.ts'

/** What the forms of administrators start with. */
export interface AgentForms {
  csrf: string
  /** The groups of the policy in force, which can own. */
  groups: string[]
  owners: Draft<'owners'>
  trust: TrustDraft
}

interface AgentProps {
  agent: AgentWithKeys
  /** Null for owners, who look and change nothing. */
  forms: AgentForms | null
  /** A key that was made just now: this page is the only place that ever shows it. */
  made: { secret: string; publicUrl: URL } | null
}

/** An agent with its owners, its keys, and whose tokens stand for a key. */
export function AgentPage({ agent, forms, made }: AgentProps): Page {
  const name = oneLine(agent.name)
  const csrf = forms?.csrf ?? null
  return {
    title: name,
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>
          <Said text={name} />
        </h1>
        {made === null ? null : <Made agent={agent} {...made} />}
        <Standing agent={agent} csrf={csrf} />
        <Owners
          agent={agent}
          form={
            forms === null ? null : { csrf: forms.csrf, draft: forms.owners, groups: forms.groups }
          }
        />
        <Keys agent={agent} csrf={csrf} />
        <Trusts
          agent={agent}
          form={forms === null ? null : { csrf: forms.csrf, draft: forms.trust }}
        />
      </div>
    ),
  }
}

interface MadeProps {
  agent: AgentView
  secret: string
  publicUrl: URL
}

function Made({ agent, secret, publicUrl }: MadeProps): JSX.Element {
  const bearer = `-H "Authorization: Bearer ${secret}"`
  const proposed = new URL('/v1/requests', publicUrl).href
  return (
    <MadeSecret
      what={<>key</>}
      secret={secret}
      sentence="You may not decide what is proposed with it."
      trial={
        agent.kind === 'executor'
          ? null
          : {
              words: 'To try it: this lists what the agent has proposed, and changes nothing.',
              line: `curl -sS ${proposed} ${bearer}`,
            }
      }
    />
  )
}

function Standing({ agent, csrf }: { agent: AgentView; csrf: string | null }): JSX.Element {
  const { id, disabled, created_at: since } = agent
  return (
    <section class="item">
      <h2>Standing</h2>
      <p>
        {disabled ? 'Disabled: it may do nothing.' : 'Enabled.'}
        {agent.kind === 'executor'
          ? ' An executor: it consumes grants and proposes nothing.'
          : null}
      </p>
      <p class="fine">
        <code>{id}</code>, registered <Moment at={new Date(since)} />
      </p>
      {csrf === null ? null : (
        <ButtonForm
          action={`/console/agents/${id}/standing`}
          csrf={csrf}
          words={disabled ? 'Enable' : 'Disable'}
          fields={{ disabled: `${!disabled}` }}
          look="button plain"
        />
      )}
    </section>
  )
}
