import type { RequestObject } from '../../src/contract/request.ts'

/** A browser without a browser: the console's own forms over HTTP, with its cookie and its token. */
export interface ConsoleVisitor {
  /** Be another person of the policy from now on. */
  become(email: string): Promise<void>
  /** The page at an address of the console. */
  page(address: string): Promise<string>
  /** Sends the form of a request's page, whether the page shows it or not; answers with the status. */
  decide(request: RequestObject, decision: 'approve' | 'deny', said?: Said): Promise<number>
  /** Sends a form of the console with these fields; answers with the status and what the page then says. */
  submit(address: string, fields: Record<string, string>): Promise<{ status: number; page: string }>
  /** Opens a linking address, presses its button and answers with what the page then says. */
  linkAccount(address: string): Promise<{ status: number; page: string }>
}

/** A comment, or a comment and one of the reasons that the request offers for a denial. */
type Said = string | { reason?: string; comment?: string }

/** Trades the one-time link of development mode for a session. */
export async function enterConsole(link: string): Promise<ConsoleVisitor> {
  const { origin } = new URL(link)
  let cookie = ''

  async function send(address: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(new URL(address, origin), {
      headers: { cookie, origin },
      redirect: 'manual',
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    const [given] = response.headers.getSetCookie()
    if (given !== undefined) cookie = given.split(';')[0] ?? ''
    return response
  }

  async function csrfOf(address: string): Promise<string> {
    const page = await (await send(address)).text()
    const [, csrf] = /name="csrf" value="([^"]+)"/.exec(page) ?? []
    if (csrf === undefined) throw new Error(`${address} has no form`)
    return csrf
  }

  await send(link)
  return {
    become: async (email) => {
      const csrf = await csrfOf('/console/sign-in')
      const { status } = await send('/console/sign-in', { csrf, email, return: '/requests' })
      if (status !== 303) throw new Error(`nobody is ${email} here: ${status}`)
    },
    page: async (address) => (await send(address)).text(),
    decide: async ({ id, digest }, decision, said = '') => {
      const csrf = await csrfOf('/requests')
      const words = typeof said === 'string' ? { comment: said } : said
      const form = { csrf, decision, digest, ...words }
      return (await send(`/requests/${id}/decisions`, form)).status
    },
    submit: async (address, fields) => {
      const csrf = await csrfOf('/console/account')
      const answer = await send(address, { csrf, ...fields })
      return { status: answer.status, page: await answer.text() }
    },
    linkAccount: async (address) => {
      const { pathname, search, searchParams } = new URL(address)
      const csrf = await csrfOf(`${pathname}${search}`)
      const offer = searchParams.get('offer') ?? ''
      const answer = await send(pathname, { csrf, offer })
      return { status: answer.status, page: await answer.text() }
    },
  }
}
