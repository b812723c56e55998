import type { JSX } from 'preact'
import type { RequestPageView } from '../../../app/ports.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { counted } from '../words.ts'
import { Moment } from './moment.tsx'
import { Said } from './said.tsx'

type Delivery = RequestPageView['deliveries'][number]

const words = { pending: 'Not told yet', delivered: 'Told', failed: 'Given up' } as const

/** Who is told the verdict by webhook, and whether they heard it. Only the host is shown: a path can hold a secret. */
export function Deliveries({ deliveries }: { deliveries: Delivery[] }): JSX.Element | null {
  if (deliveries.length === 0) return null
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">Webhooks</h2>
      <ol class="story">
        {deliveries.map((delivery) => (
          <li>
            <span class="what">{words[delivery.status]}</span>{' '}
            <span class="by">
              <Said text={oneLine(delivery.host)} />, {counted(delivery.attempts, 'try', 'tries')}
            </span>
            {delivery.status === 'delivered' ? null : <Trouble delivery={delivery} />}
            <When delivery={delivery} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Trouble({ delivery }: { delivery: Delivery }): JSX.Element | null {
  const said = delivery.lastError ?? delivery.lastStatus
  if (said === null) return null
  return (
    <code class="code">
      <Said text={oneLine(String(said))} />
    </code>
  )
}

function When({ delivery }: { delivery: Delivery }): JSX.Element | null {
  if (delivery.status === 'delivered' && delivery.deliveredAt !== null) {
    return <Moment at={delivery.deliveredAt} />
  }
  if (delivery.nextAttemptAt === null) return null
  return <Moment at={delivery.nextAttemptAt} as="until" />
}
