import { z } from 'zod'

const Provider = z.enum(['slack', 'entra', 'oidc', 'scim', 'development'])

/** The platform of a stored account. */
export function providerOf(stored: string): z.infer<typeof Provider> {
  return Provider.parse(stored)
}
