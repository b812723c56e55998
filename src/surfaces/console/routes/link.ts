import type { Request, RequestHandler, Response } from 'express'
import type { LinkResult } from '../../../app/ports.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { LinkPage } from '../pages/link-page.tsx'
import { type MessageKind, MessagePage } from '../pages/message-page.tsx'
import { keepFromReferer } from '../protect.ts'
import { linkPath, readOffer } from '../return-path.ts'
import type { Visitor } from '../session.ts'
import { ownForm, signedIn } from './signed-in.ts'

const outcomes: Record<LinkResult['kind'], { status: number; message: MessageKind }> = {
  linked: { status: 200, message: 'linked' },
  already_yours: { status: 200, message: 'already-linked' },
  taken: { status: 409, message: 'taken-account' },
  second_account: { status: 409, message: 'second-account' },
  unknown_offer: { status: 404, message: 'unknown-offer' },
}

/** `GET /console/link?offer=`: whose account would become whose. It spends nothing, however often it is opened. */
export function showLink(desk: Desk): RequestHandler {
  const show = signedIn(
    desk,
    async (visitor, request, response) => {
      const offer = readOffer(request.query['offer'])
      const offered = offer === null ? null : await desk.verbs.links.read(offer)
      if (offer === null || offered === null) {
        return say(desk, response, visitor, 'unknown_offer')
      }
      answer(desk, response, 200, LinkPage({ offer, offered, visitor }), visitor)
    },
    (request) => linkPath(readOffer(request.query['offer'])),
  )
  return (request, response, next) => {
    keepFromReferer(response)
    return show(request, response, next)
  }
}

/** `POST /console/link`: the account becomes that of whoever is signed in. */
export function acceptLink(desk: Desk): RequestHandler {
  return ownForm(
    desk,
    async (visitor, request, response) => {
      const offer = offerIn(request)
      if (offer === null) return say(desk, response, visitor, 'unknown_offer')
      const { kind } = await desk.verbs.links.accept(offer, visitor.person.id)
      say(desk, response, visitor, kind)
    },
    (request) => linkPath(offerIn(request)),
  )
}

function offerIn({ body }: Request): string | null {
  return typeof body === 'object' && body !== null ? readOffer(body['offer']) : null
}

function say(desk: Desk, response: Response, visitor: Visitor, kind: LinkResult['kind']): void {
  const { status, message } = outcomes[kind]
  answer(desk, response, status, MessagePage({ kind: message }), visitor)
}
