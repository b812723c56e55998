import type { Request, RequestHandler, Response } from 'express'
import type { Administrator } from '../../../app/ports.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import type { Visitor } from '../session.ts'
import { ownForm, signedIn } from './signed-in.ts'

/** A visitor who administers. */
export interface Admin extends Visitor {
  by: Administrator
}

type AdminRoute = (admin: Admin, request: Request, response: Response) => Promise<void>

/** A page for administrators. Whoever else has signed in is told that it is not theirs. */
export function administering(desk: Desk, route: AdminRoute): RequestHandler {
  return signedIn(desk, checked(desk, route))
}

/** A form of administrators; `home` is the page that has it. */
export function adminForm(desk: Desk, home: string, route: AdminRoute): RequestHandler {
  return ownForm(desk, checked(desk, route), () => home)
}

function checked(desk: Desk, route: AdminRoute) {
  return async (visitor: Visitor, request: Request, response: Response): Promise<void> => {
    const { by } = visitor
    if (by !== null) return await route({ ...visitor, by }, request, response)
    answer(desk, response, 403, MessagePage({ kind: 'administrators-only' }), visitor)
  }
}
