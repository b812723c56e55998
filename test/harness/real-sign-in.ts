import type { RealProvider } from '../fakes/oidc-people.ts'
import { type BareBrowser, bareBrowser } from './bare-browser.ts'
import type { RunningService } from './service.ts'

/** One person's browser at a service and at the provider that it uses, over plain HTTP. */
export interface RealVisitor extends BareBrowser {
  /** The whole way over the provider's pages and back. Answers with what the provider was asked for, and what came of it. */
  signIn(returnTo?: string): Promise<{ asked: URLSearchParams; callback: Response }>
  /** Sends a form of the console with these fields; answers with the status and what the page then says. */
  submit(address: string, fields: Record<string, string>): Promise<{ status: number; page: string }>
}

export function realVisitor(
  service: Pick<RunningService, 'url'>,
  provider: RealProvider,
  name: string,
): RealVisitor {
  const here = bareBrowser(service.url)
  const there = bareBrowser(provider.url)

  /** Fills in each page that the provider shows, until it leads back to the service. */
  async function walk(address: string, pagesLeft = 20): Promise<string> {
    if (address.startsWith(service.url)) return address
    if (pagesLeft === 0) throw new Error('the provider leads nowhere')
    const answer = await there.get(address)
    const onward = answer.headers.get('location')
    if (onward !== null) return walk(new URL(onward, provider.url).href, pagesLeft - 1)
    const page = await answer.text()
    const [, action] = /action="([^"]+)"/.exec(page) ?? []
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? []
    if (action === undefined || prompt === undefined) throw new Error(`no form: ${page}`)
    const sent = await there.post(action, { prompt, login: name, password: 'any' })
    return walk(new URL(sent.headers.get('location') ?? '', provider.url).href, pagesLeft - 1)
  }

  return {
    ...here,
    signIn: async (returnTo = '/requests') => {
      const start = await here.get(`/console/sign-in/start?return=${encodeURIComponent(returnTo)}`)
      const address = start.headers.get('location') ?? ''
      const callback = await here.get(await walk(address))
      return { asked: new URL(address).searchParams, callback }
    },
    submit: async (address, fields) => {
      const account = await (await here.get('/console/account')).text()
      const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(account) ?? []
      const answer = await here.post(address, { csrf, ...fields })
      return { status: answer.status, page: await answer.text() }
    },
  }
}
