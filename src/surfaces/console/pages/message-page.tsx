import type { Page } from './page.ts'

export type MessageKind =
  | 'not-found'
  | 'no-request'
  | 'administrators-only'
  | 'two-people'
  | 'nobody-to-merge'
  | 'account-taken'
  | 'one-is-you'
  | 'old-form'
  | 'foreign-form'
  | 'bad-form'
  | 'wrong-method'
  | 'elsewhere'
  | 'used-link'
  | 'unknown-offer'
  | 'linked'
  | 'already-linked'
  | 'taken-account'
  | 'second-account'
  | 'merged'
  | 'two-accounts'
  | 'other-disabled'
  | 'too-large'
  | 'outage'
  | 'our-fault'

interface Message {
  title: string
  sentences: string
  way: { href: string; words: string } | null
}

const toQueue = { href: '/requests', words: 'Go to the queue' }

const toPeople = { href: '/console/people', words: 'Go to the people' }

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
  'administrators-only': {
    title: 'This is for administrators',
    sentences:
      'The policy says who administers, by its group of admins, and you are not in it just now. If you should be, tell whoever keeps the policy.',
    way: toQueue,
  },
  'two-people': {
    title: 'They are two people',
    sentences:
      'Both have an account in one workspace, tenant or directory, where nobody has two, so nothing was changed. If they are one person, remove one of those accounts first.',
    way: toPeople,
  },
  'nobody-to-merge': {
    title: 'There is nobody to be one with',
    sentences: 'Nobody else holds this e-mail, so nothing was changed.',
    way: toPeople,
  },
  'account-taken': {
    title: 'The account cannot be given back',
    sentences:
      'It is somebody else’s by now, or this person has another one in the same workspace, tenant or directory. Nothing was changed. If that one is wrong, remove it first.',
    way: toPeople,
  },
  'one-is-you': {
    title: 'One of them is you',
    sentences:
      'Administrators say of others that they are one person, not of themselves, so nothing was changed. Have another administrator say so.',
    way: toPeople,
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
  'unknown-offer': {
    title: 'This address links nothing any more',
    sentences:
      'It works once and not for long, and it may be cut off or mistyped. Ask the bot for a new one; your account is what it was.',
    way: toQueue,
  },
  linked: {
    title: 'The account is linked to you',
    sentences:
      'You can decide there now: press the button on the card once more. What is decided with that account counts as yours.',
    way: toQueue,
  },
  'already-linked': {
    title: 'The account was linked to you already',
    sentences:
      'Nothing had to be changed. You can decide there. If you also sign in here as somebody else, sign in as them and open the address again: there you can say that both are you.',
    way: toQueue,
  },
  'taken-account': {
    title: 'The account belongs to another person',
    sentences:
      'It is linked to somebody else, and an account never changes hands, so nothing was changed. If it is yours, tell whoever runs Countersign. If somebody sent you this address, let them know that you did not ask for it.',
    way: toQueue,
  },
  'second-account': {
    title: 'You have another account there',
    sentences:
      'One person has one account in a workspace or tenant, so a second one is refused and nothing was changed. Decide with the account that you linked first. If you cannot use that one any more, tell whoever runs Countersign.',
    way: toQueue,
  },
  merged: {
    title: 'You are one person now',
    sentences:
      'All accounts, e-mails, decisions and agents are yours, and you fill one seat. Requests that wait and that either of you approved are looked at again.',
    way: { href: '/console/account', words: 'See your accounts' },
  },
  'two-accounts': {
    title: 'Both have an account in the same place',
    sentences:
      'You and whoever has this account each have one in the same workspace, tenant, issuer or directory, where nobody has two, so you count as two people and nothing was changed. If both are you, ask an administrator to remove the one that you no longer use, and then the bot for a new address.',
    way: toQueue,
  },
  'other-disabled': {
    title: 'The other person is switched off here',
    sentences:
      'What switches off one of two who become one switches off both, so nothing was changed. If both are you, an administrator can make you one.',
    way: toQueue,
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
