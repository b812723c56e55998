import type { JSX } from 'preact'
import type { PolicyError } from '../../../contract/request.ts'
import type { Effect } from '../../../contract/words.ts'
import type { Card } from '../../../core/card/card.ts'
import { Said } from './said.tsx'

interface WhyProps {
  card: Card
  errors: PolicyError[]
  effect: Effect
}

/** Which rules spoke, on which labels, and what went wrong while they were evaluated. */
export function Why({ card, errors, effect }: WhyProps): JSX.Element {
  return (
    <section aria-labelledby="why">
      <h2 id="why">{effect === 'review' ? 'Why you are asked' : 'What the policy says'}</h2>
      <dl class="facts">
        <dt>{card.rules.length === 1 ? 'Rule' : 'Rules'}</dt>
        <dd>
          {card.rules.length === 0 ? (
            'No rule matches, so the default holds.'
          ) : (
            <ul class="chips">
              {card.rules.map((rule) => (
                <li class="chip">
                  <Said text={rule} />
                </li>
              ))}
            </ul>
          )}
        </dd>
        {card.confirm ? (
          <>
            <dt>Risk</dt>
            <dd>
              <strong>High</strong>, so an approval has to be confirmed.
            </dd>
          </>
        ) : null}
        {card.labels.length === 0 ? null : <Labels labels={card.labels} />}
        {errors.map(({ rule, code }) => (
          <>
            <dt>Not evaluated</dt>
            <dd>
              <Said text={rule} /> (<code>{code}</code>), so it was taken at its strictest.
            </dd>
          </>
        ))}
      </dl>
    </section>
  )
}

function Labels({ labels }: { labels: Card['labels'] }): JSX.Element {
  return (
    <>
      <dt>{labels.length === 1 ? 'Label' : 'Labels'}</dt>
      <dd>
        <ul class="labels">
          {labels.map(({ label, sources }) => (
            <li>
              <span class="chip">
                <Said text={label} />
              </span>{' '}
              <span class="by">
                {'from '}
                {sources.map((source, index) => (
                  <>
                    {index > 0 ? ' and ' : ''}
                    {source === 'agent' ? 'the agent' : <Said text={source} />}
                  </>
                ))}
              </span>
            </li>
          ))}
        </ul>
      </dd>
    </>
  )
}
