import type { RequestHandler } from 'express'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import { QueuePage } from '../pages/queue-page.tsx'
import { ownForm, signedIn } from './signed-in.ts'

/** `GET /requests`: what the visitor may decide. */
export function showQueue(desk: Desk): RequestHandler {
  return signedIn(desk, async (visitor, _request, response) => {
    const { items, more } = await desk.verbs.queue(visitor.person.id)
    const sample = desk.development !== null
    answer(desk, response, 200, QueuePage({ items, more, csrf: visitor.csrf, sample }), visitor)
  })
}

/** `POST /console/sample`: proposes a sample action and leads to it. Development mode alone. */
export function proposeSample(desk: Desk): RequestHandler {
  return ownForm(desk, async (visitor, _request, response) => {
    if (desk.development === null) {
      return answer(desk, response, 404, MessagePage({ kind: 'not-found' }), visitor)
    }
    const id = await desk.development.proposeSample()
    response.redirect(303, `/requests/${id}`)
  })
}
