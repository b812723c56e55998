import type { Request, RequestHandler, Response } from 'express'
import type { LinkResult, LinkView } from '../../../app/ports.ts'
import { PersonId } from '../../../contract/ids.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { LinkPage } from '../pages/link-page.tsx'
import { MergePage, SignInAgainPage } from '../pages/merge-page.tsx'
import { type MessageKind, MessagePage } from '../pages/message-page.tsx'
import type { Page } from '../pages/page.ts'
import { keepFromReferer } from '../protect.ts'
import { linkPath, readOffer, signInPath, startPath } from '../return-path.ts'
import type { Visitor } from '../session.ts'
import { ownForm, signedIn } from './signed-in.ts'

type Outcome = Exclude<LinkResult['kind'], 'look_again'>

const outcomes: Record<Outcome, { status: number; message: MessageKind }> = {
  linked: { status: 200, message: 'linked' },
  merged: { status: 200, message: 'merged' },
  already_yours: { status: 200, message: 'already-linked' },
  taken: { status: 409, message: 'taken-account' },
  other_disabled: { status: 409, message: 'other-disabled' },
  second_identity: { status: 409, message: 'two-accounts' },
  second_account: { status: 409, message: 'second-account' },
  unknown_offer: { status: 404, message: 'unknown-offer' },
}

/** `GET /console/link?offer=`: what an account would become of whom. It spends nothing, however often it is opened. */
export function showLink(desk: Desk): RequestHandler {
  const show = signedIn(
    desk,
    async (visitor, request, response) => {
      const offer = readOffer(request.query['offer'])
      if (offer === null) return say(desk, response, visitor, 'unknown_offer')
      const view = await desk.verbs.links.look(offer, claimantOf(visitor))
      const page = pageOf(desk, { offer, view, visitor })
      if (typeof page === 'string') return say(desk, response, visitor, page)
      answer(desk, response, 200, page, visitor)
    },
    (request) => linkPath(readOffer(request.query['offer'])),
  )
  return (request, response, next) => {
    keepFromReferer(response)
    return show(request, response, next)
  }
}

interface Looked {
  offer: string
  view: LinkView
  visitor: Visitor
}

/** A page of its own, or what there is to say instead. */
function pageOf(desk: Desk, { offer, view, visitor }: Looked): Page | Outcome {
  switch (view.kind) {
    case 'link':
      return LinkPage({ offer, offered: view.offered, visitor })
    case 'merge':
      return MergePage({ ...view, offer, visitor })
    case 'sign_in_again': {
      const back = linkPath(offer)
      return SignInAgainPage({
        way: desk.development === null ? startPath(back) : signInPath(back),
      })
    }
    default:
      return view.kind
  }
}

/** `POST /console/link`: the account, or its person, becomes whoever is signed in. */
export function acceptLink(desk: Desk): RequestHandler {
  return ownForm(
    desk,
    async (visitor, request, response) => {
      const offer = offerIn(request)
      if (offer === null) return say(desk, response, visitor, 'unknown_offer')
      const same = PersonId.safeParse(request.body['same'])
      const by = { ...claimantOf(visitor), same: same.success ? same.data : null }
      const { kind } = await desk.verbs.links.accept(offer, by)
      if (kind === 'look_again') return response.redirect(303, linkPath(offer))
      say(desk, response, visitor, kind)
    },
    (request) => linkPath(offerIn(request)),
  )
}

function claimantOf({ person, authenticatedAt }: Visitor) {
  return { person: person.id, authenticatedAt }
}

function offerIn({ body }: Request): string | null {
  return typeof body === 'object' && body !== null ? readOffer(body['offer']) : null
}

function say(desk: Desk, response: Response, visitor: Visitor, kind: Outcome): void {
  const { status, message } = outcomes[kind]
  answer(desk, response, status, MessagePage({ kind: message }), visitor)
}
