import type { JSX } from 'preact'
import type { AgentWithKeys, TrustView } from '../../../contract/agent.ts'
import { claimCharsMax, issuerCharsMax } from '../../../contract/limits.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { ButtonForm } from './administration.tsx'
import { Origin } from './agent-keys.tsx'
import { type Draft, Field, isRefused, Refusal } from './field.tsx'
import { Said } from './said.tsx'

export type TrustDraft = Draft<'issuer' | 'audience' | 'subject' | 'jwks_url'>

export const emptyTrust: TrustDraft = {
  values: { issuer: '', audience: '', subject: '', jwks_url: '' },
  faults: {},
}

interface TrustsProps {
  agent: AgentWithKeys
  form: { csrf: string; draft: TrustDraft } | null
}

/** Whose tokens stand for a key of an agent, and the form that takes those of another platform. */
export function Trusts({ agent, form }: TrustsProps): JSX.Element {
  return (
    <section class="item">
      <h2>Tokens of platforms</h2>
      <p class="fine">
        What GitHub Actions, Kubernetes, Entra ID or SPIFFE signs for the agent stands for a key.
      </p>
      {agent.trusts.length === 0 ? <p>None is taken.</p> : null}
      <ul class="rows">
        {agent.trusts.map((trust) => (
          <TrustRow key={trust.id} trust={trust} agent={agent.id} csrf={form?.csrf ?? null} />
        ))}
      </ul>
      {form === null ? null : <TrustForm agent={agent.id} {...form} />}
    </section>
  )
}

interface TrustRowProps {
  trust: TrustView
  agent: string
  csrf: string | null
}

function TrustRow({ trust, agent, csrf }: TrustRowProps): JSX.Element {
  return (
    <li>
      <dl class="facts">
        <Fact name="Subject" text={trust.subject} />
        <Fact name="Issuer" text={trust.issuer} />
        <Fact name="Audience" text={trust.audience} />
        {trust.jwks_url === null ? null : <Fact name="Keys at" text={trust.jwks_url} />}
      </dl>
      <p class="fine">
        <Origin by={trust.made_by} at={trust.created_at} used={trust.last_used_at} />
      </p>
      {csrf === null ? null : (
        <ButtonForm
          action={`/console/agents/${agent}/trust/${trust.id}/remove`}
          csrf={csrf}
          words="End this trust"
          label={`End the trust in ${oneLine(trust.subject)}`}
        />
      )}
    </li>
  )
}

function Fact({ name, text }: { name: string; text: string }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <code>
          <Said text={oneLine(text)} />
        </code>
      </dd>
    </>
  )
}

const inputs = [
  {
    name: 'issuer',
    charsMax: issuerCharsMax,
    label: 'Issuer',
    hint: 'Who signs, as the token spells it: https://token.actions.githubusercontent.com',
  },
  {
    name: 'audience',
    charsMax: claimCharsMax,
    label: 'Audience',
    hint: 'For whom the token is made out: the address of this Countersign, say.',
  },
  {
    name: 'subject',
    charsMax: claimCharsMax,
    label: 'Subject',
    hint: 'Whose token it is: repo:my-org/etl:ref:refs/heads/main. A * stands for anything within a segment.',
  },
  {
    name: 'jwks_url',
    charsMax: issuerCharsMax,
    label: 'Address of the keys (optional)',
    hint: 'Only where the issuer does not publish them itself.',
  },
] as const

interface TrustFormProps {
  agent: string
  csrf: string
  draft: TrustDraft
}

function TrustForm({ agent, csrf, draft }: TrustFormProps): JSX.Element {
  return (
    <details class="more" open={isRefused(draft)}>
      <summary>Trust tokens of a platform</summary>
      <form method="post" action={`/console/agents/${agent}/trust`} class="fields">
        <input type="hidden" name="csrf" value={csrf} />
        <Refusal draft={draft} words="No trust was added." />
        {inputs.map(({ name, label, hint, charsMax }) => (
          <Field key={name} name={name} label={label} hint={hint} draft={draft}>
            {(attributes, value) => (
              <input
                {...attributes}
                value={value}
                required={name !== 'jwks_url'}
                maxLength={charsMax}
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
              />
            )}
          </Field>
        ))}
        <p class="fine">You may not decide what comes with such a token.</p>
        <button class="button plain" type="submit">
          Add trust
        </button>
      </form>
    </details>
  )
}
