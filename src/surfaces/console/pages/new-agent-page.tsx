import type { JSX } from 'preact'
import { nameCharsMax } from '../../../contract/limits.ts'
import { OwnersField } from '../parts/agent-owners.tsx'
import { type Draft, Field, Refusal } from '../parts/field.tsx'
import type { Page } from './page.ts'

export type AgentDraft = Draft<'name' | 'owners' | 'kind'>

const kinds = [
  { kind: 'agent', words: 'Agent', sentence: 'It proposes actions and runs what is approved.' },
  {
    kind: 'executor',
    words: 'Executor',
    sentence: 'It runs what was approved for others, and proposes nothing.',
  },
]

interface NewAgentProps {
  draft: AgentDraft
  /** The groups of the policy in force. */
  groups: string[]
  csrf: string
}

/** The form that registers an agent; its answer shows the first key. */
export function NewAgentPage({ draft, groups, csrf }: NewAgentProps): Page {
  return {
    title: 'Register an agent',
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>Register an agent</h1>
        <section class="item">
          <form method="post" action="/console/agents" class="fields">
            <input type="hidden" name="csrf" value={csrf} />
            <Refusal draft={draft} words="No agent was registered." />
            <Field
              name="name"
              label="Name"
              draft={draft}
              hint="It stands on every card: letters, digits, dots, dashes and underscores."
            >
              {(attributes, value) => (
                <input
                  {...attributes}
                  value={value}
                  required
                  maxLength={nameCharsMax}
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                />
              )}
            </Field>
            <OwnersField draft={draft} groups={groups} />
            <KindField chosen={draft.values.kind} />
            <p class="fine">
              The next page shows its first key, once. You may not decide what is proposed with it.
            </p>
            <button class="button approve" type="submit">
              Register
            </button>
            <a class="quiet" href="/console/agents">
              Back to the agents
            </a>
          </form>
        </section>
      </div>
    ),
  }
}

function KindField({ chosen }: { chosen: string }): JSX.Element {
  return (
    <fieldset class="choose">
      <legend>What it does</legend>
      {kinds.map(({ kind, words, sentence }) => (
        <label class="choice" key={kind}>
          <input type="radio" name="kind" value={kind} checked={kind === chosen} />
          <span>
            {words}
            <span class="fine">{sentence}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
