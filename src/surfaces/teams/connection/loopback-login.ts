import { z } from 'zod'

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number() })

/** A token is left alone so long before it would end. */
const spareMs = 5 * 60 * 1_000

/**
 * The client-credentials grant (RFC 6749, 4.4) against a login on this machine. MSAL refuses every
 * address that is not https, and a login without a network between has nothing to encrypt.
 *
 * @param url The tenant's login, as `tenantLoginOf` says it.
 */
export function createLoopbackLogin(
  url: string,
  client: { id: string; secret: string; scope: string },
): () => Promise<string> {
  let kept: { token: string; until: number } | null = null

  return async () => {
    if (kept !== null && kept.until > Date.now()) {
      return kept.token
    }
    const response = await fetch(`${url}/oauth2/v2.0/token`, {
      method: 'POST',
      redirect: 'error',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.id,
        client_secret: client.secret,
        scope: `${client.scope}/.default`,
      }),
    })
    if (!response.ok) {
      throw new Error(`The login answered ${response.status}`)
    }
    const { access_token: token, expires_in: seconds } = TokenAnswer.parse(await response.json())
    kept = { token, until: Date.now() + seconds * 1_000 - spareMs }
    return token
  }
}
