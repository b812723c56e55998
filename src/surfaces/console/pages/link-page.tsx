import type { JSX } from 'preact'
import type { LinkOffer } from '../../../app/ports.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { Icon } from '../parts/icons.tsx'
import { platforms } from '../parts/platforms.ts'
import { Said } from '../parts/said.tsx'
import type { Visitor } from '../session.ts'
import { personWord } from '../words.ts'
import type { Page } from './page.ts'

interface LinkProps {
  offer: string
  offered: LinkOffer
  visitor: Visitor
}

/** Which account would become whose, and what to be sure of before. */
export function LinkPage({ offer, offered, visitor }: LinkProps): Page {
  const { name } = platforms[offered.account.provider]
  const title = `Link this ${name} account to you?`
  const you = (
    <>
      you, <Said text={oneLine(personWord(visitor.person))} />
    </>
  )
  return {
    title,
    refreshSeconds: null,
    body: (
      <section class="message">
        <h1>{title}</h1>
        <OfferFacts offered={offered} you={you} />
        <p class="notice warning">
          <Icon name="warning" />
          <span>
            <strong>
              Go on only if you asked the bot for this address yourself, just now, with this
              account.
            </strong>{' '}
            Whoever uses the account will decide in your name. If somebody sent you the address, the
            account is theirs.
          </span>
        </p>
        <form method="post" action="/console/link" class="choices">
          <input type="hidden" name="csrf" value={visitor.csrf} />
          <input type="hidden" name="offer" value={offer} />
          <button class="button approve" type="submit">
            Link this account
          </button>
          <a class="button plain" href="/requests">
            No
          </a>
        </form>
      </section>
    ),
  }
}

function OfferFacts({ offered, you }: { offered: LinkOffer; you: JSX.Element }): JSX.Element {
  const { account, name } = offered
  const platform = platforms[account.provider]
  return (
    <dl class="facts">
      <dt>Account</dt>
      <dd>
        {name === null ? 'without a name' : <Said text={oneLine(name)} />} in {platform.name}
      </dd>
      <dt>{platform.tenant}</dt>
      <dd>
        <code>
          <Said text={oneLine(account.tenant)} />
        </code>
      </dd>
      <dt>{platform.subject}</dt>
      <dd>
        <code>
          <Said text={oneLine(account.subject)} />
        </code>
      </dd>
      <dt>Linked to</dt>
      <dd>{you}</dd>
    </dl>
  )
}
