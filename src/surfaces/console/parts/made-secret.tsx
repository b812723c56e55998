import type { JSX } from 'preact'
import { Icon } from './icons.tsx'

interface MadeSecretProps {
  /** `key` or `token`, with its name where it has one. */
  what: JSX.Element
  secret: string
  /** What its maker has to know about it. */
  sentence: string
  /** One line for a terminal, to see that it works. */
  trial: { words: string; line: string } | null
}

/** A secret that is shown this once. With script it can be copied at one touch. */
export function MadeSecret({ what, secret, sentence, trial }: MadeSecretProps): JSX.Element {
  return (
    <section class="notice warning" role="alert" tabIndex={-1} autofocus>
      <Icon name="warning" />
      <div class="made">
        <p>
          <strong>Copy the {what} now: it is not shown again.</strong> {sentence}
        </p>
        <Copyable id="made-secret" text={secret} words="Copy it" />
        {trial === null ? null : (
          <>
            <p>{trial.words}</p>
            <Copyable id="made-trial" text={trial.line} words="Copy the line" />
          </>
        )}
      </div>
    </section>
  )
}

/** One touch selects the whole text. The button is of use with script alone, which shows it. */
function Copyable({ id, text, words }: { id: string; text: string; words: string }): JSX.Element {
  return (
    <div class="copyable">
      <code class={id === 'made-secret' ? 'secret' : 'secret trial'} id={id}>
        {text}
      </code>
      <button class="button plain" type="button" data-copy={id} aria-live="polite" hidden>
        {words}
      </button>
    </div>
  )
}
