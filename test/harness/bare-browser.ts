/** A browser's cookies over plain HTTP, for one origin. It follows no redirect by itself. */
export interface BareBrowser {
  get(address: string): Promise<Response>
  post(address: string, fields: Record<string, string>): Promise<Response>
  cookies: Map<string, string>
}

export function bareBrowser(origin: string): BareBrowser {
  const cookies = new Map<string, string>()

  async function send(address: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(new URL(address, origin), {
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; '), origin },
      redirect: 'manual',
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    return response
  }

  return { cookies, get: (address) => send(address), post: send }
}

/** A cookie whose time is over is one that the server took back. */
function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', value = ''] = pair.split('=')
  const isOver = attributes.some((one) => /^expires=thu, 01 jan 1970/i.test(one))
  if (isOver) cookies.delete(name)
  else cookies.set(name, decodeURIComponent(value))
}
