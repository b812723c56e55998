import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import Provider, { type Configuration } from 'oidc-provider'
import { clientId, clientSecret } from './oidc-issuer.ts'

interface Person {
  email: string
  email_verified?: boolean
  groups?: string[]
}

/** A certified OpenID provider with its own pages, for people who sign in by their name. */
export interface RealProvider {
  url: string
  /** Everybody who can sign in, by the name that they type. */
  people: Map<string, Person>
  /** Lets a service of this address use it. */
  serve(service: string): void
  close(): Promise<void>
}

export async function startRealProvider(): Promise<RealProvider> {
  const people = new Map<string, Person>()
  let handle: RequestListener = (_request, response) => response.writeHead(503).end()
  const server = createServer((request, response) => handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return {
    url,
    people,
    serve: (service) => {
      handle = new Provider(url, configuration(service, people)).callback()
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function configuration(service: string, people: Map<string, Person>): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${service}/console/callback`],
        post_logout_redirect_uris: [`${service}/console/sign-in`],
        backchannel_logout_uri: `${service}/console/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      groups: ['groups'],
    },
    scopes: ['openid', 'email', 'profile', 'groups'],
    cookies: { keys: ['only-for-tests'] },
    features: {
      devInteractions: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    // Its own way out reaches no loopback address, where our service is.
    fetch: (address, options = {}) => globalThis.fetch(address, withoutGuard(options)),
    pkce: { required: () => true },
    findAccount: async (_context, name) => {
      const person = people.get(name)
      return person === undefined
        ? undefined
        : { accountId: name, claims: async () => ({ sub: name, ...person }) }
    },
  }
}

function withoutGuard(options: RequestInit): RequestInit {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'dispatcher'))
}
