import type { Page } from './page.ts'

export type MessageKind =
  | 'not-found'
  | 'no-request'
  | 'old-form'
  | 'foreign-form'
  | 'bad-form'
  | 'wrong-method'
  | 'elsewhere'
  | 'used-link'
  | 'too-large'
  | 'outage'
  | 'our-fault'

interface Message {
  title: string
  sentences: string
  way: { href: string; words: string } | null
}

const toQueue = { href: '/requests', words: 'Go to the queue' }

const messages: Record<MessageKind, Message> = {
  'not-found': {
    title: 'There is no such page',
    sentences: 'The address may be cut off or mistyped.',
    way: toQueue,
  },
  'no-request': {
    title: 'There is no such request, or it is not yours to see',
    sentences:
      'A request is shown to the people of the groups that it asks, and to those it concerns. If a link brought you here, check that you are signed in as the right person.',
    way: toQueue,
  },
  'old-form': {
    title: 'This page was too old',
    sentences:
      'It belonged to an earlier sign-in, so nothing was decided. Open the page again and repeat what you wanted to do.',
    way: toQueue,
  },
  'foreign-form': {
    title: 'This did not come from Countersign',
    sentences:
      'Another site, or a browser that hides where a form comes from, sent this. Nothing was decided.',
    way: toQueue,
  },
  'bad-form': {
    title: 'This form could not be read',
    sentences:
      'Something in it is missing or has another form than the page gave it. Nothing was decided.',
    way: toQueue,
  },
  'wrong-method': {
    title: 'This address answers to buttons only',
    sentences: 'Go to the page that has the button.',
    way: toQueue,
  },
  elsewhere: {
    title: 'Only on this machine',
    sentences:
      'In development mode anyone with the link can be anyone, so the console answers to a loopback address alone and through no tunnel or proxy.',
    way: null,
  },
  'used-link': {
    title: 'This link has been used, or is too old',
    sentences:
      'A sign-in link works once and not for long. Countersign prints a new one in its terminal whenever it starts.',
    way: null,
  },
  'too-large': {
    title: 'This was too long',
    sentences: 'A comment has room for 2,000 characters. Nothing was decided.',
    way: toQueue,
  },
  outage: {
    title: 'Countersign cannot answer just now',
    sentences:
      'Its database cannot be reached. If you decided something, look at the request again before you decide once more.',
    way: toQueue,
  },
  'our-fault': {
    title: 'Something is wrong on our side',
    sentences:
      'Whether what you just did was recorded is not known here. Load the request again: what its page says is what holds.',
    way: toQueue,
  },
}

/** A page that says one thing and where to go from there. */
export function MessagePage({ kind }: { kind: MessageKind }): Page {
  const { title, sentences, way } = messages[kind]
  return {
    title,
    refreshSeconds: null,
    body: (
      <section class="message">
        <h1>{title}</h1>
        <p>{sentences}</p>
        {way === null ? null : (
          <p>
            <a class="button plain" href={way.href}>
              {way.words}
            </a>
          </p>
        )}
      </section>
    ),
  }
}
