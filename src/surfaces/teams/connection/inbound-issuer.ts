import { z } from 'zod'
import { cloudOf } from './clouds.ts'
import type { TeamsSettings } from './connection.ts'

const Metadata = z.object({ issuer: z.string().min(1) })

const fetchMsMax = 2_000

/** Who signs the calls that we get, and where their keys are listed. */
export interface InboundIssuer {
  issuer: string
  openIdMetadataUrl: string
}

/**
 * The cloud's own issuer; where the operator names another metadata document, the issuer that this
 * document names, for who may set that address decides whom to trust. It is asked until it has once
 * answered, and remembered from then on. Throws while it does not answer.
 */
export function createInboundIssuer(settings: TeamsSettings): () => Promise<InboundIssuer> {
  const { issuer, openIdMetadataUrl } = cloudOf(settings)
  const { openIdMetadataUrl: override } = settings
  let known = override === null ? { issuer, openIdMetadataUrl } : null

  return async () => {
    if (known === null && override !== null) {
      const response = await fetch(override, { signal: AbortSignal.timeout(fetchMsMax) })
      const document = Metadata.parse(await response.json())
      known = { issuer: document.issuer, openIdMetadataUrl: override }
    }
    return known ?? { issuer, openIdMetadataUrl }
  }
}
