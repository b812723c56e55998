import type { Request, RequestHandler } from 'express'
import type { RequestPageView } from '../../../app/ports.ts'
import { RequestId } from '../../../contract/ids.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import type { Page } from '../pages/page.ts'
import { LivePage, RequestPage } from '../pages/request-page.tsx'
import type { Visitor } from '../session.ts'
import { signedIn } from './signed-in.ts'

/** `GET /requests/{id}`: everything about one request that the visitor may see. */
export function showRequest(desk: Desk): RequestHandler {
  return show(desk, (view, visitor) => RequestPage({ view, visitor }))
}

/** `GET /requests/{id}/live`: the parts of that page that change while somebody reads it. */
export function showLive(desk: Desk): RequestHandler {
  return show(desk, (view) => LivePage({ view }))
}

/** The request that the address names, as this visitor may see it. */
export async function readView(
  desk: Desk,
  request: Request,
  visitor: Visitor,
): Promise<RequestPageView | null> {
  const id = RequestId.safeParse(request.params['id'])
  return id.success ? await desk.verbs.page(id.data, visitor.person.id) : null
}

function show(desk: Desk, page: (view: RequestPageView, visitor: Visitor) => Page): RequestHandler {
  return signedIn(desk, async (visitor, request, response) => {
    const view = await readView(desk, request, visitor)
    if (view === null) {
      return answer(desk, response, 404, MessagePage({ kind: 'no-request' }), visitor)
    }
    answer(desk, response, 200, page(view, visitor), visitor)
  })
}
