import { z } from 'zod'
import { Consumed } from '../contract/grant.ts'
import { AgentId, RequestId } from '../contract/ids.ts'
import type { Proposal } from '../contract/proposal.ts'
import type { RequestObject } from '../contract/request.ts'
import { Digest, RequestStatus } from '../contract/words.ts'
import { webDigest } from '../proof/verify/web-digest.ts'

/**
 * What an answer must be before anything relies on it. A wrong address, a proxy or a cache may answer JSON, too, and the
 * answer about another request; none of that is a verdict. Members that a later version adds are welcome.
 */

const instant = z.string()
const Relied = z
  .object({
    id: RequestId,
    status: RequestStatus,
    action: z.string(),
    digest: Digest,
    agent: z.object({ id: AgentId, name: z.string() }),
    needs: z.array(z.object({ group: z.string(), count: z.int(), have: z.int() })),
    created_at: instant,
    expires_at: instant.nullable(),
    verdict: z
      .object({ by: z.string(), decisions: z.array(z.unknown()), grant: z.string().nullable() })
      .nullable(),
    url: z.string(),
  })
  .refine(({ status, verdict }) => status !== 'approved' || verdict !== null)

/** Whether a body is a request; where its id is known, that very one. */
export function isRequest(id?: string): (body: unknown) => body is RequestObject {
  return (body): body is RequestObject => {
    const { success, data } = Relied.safeParse(body)
    return success && (id === undefined || data.id === id)
  }
}

/** Whether a body says that a grant was used up by this very call. */
export function isConsumed(body: unknown): body is Consumed {
  return z.object(Consumed.shape).safeParse(body).success
}

/** Whether a request is for exactly the action of a proposal as it was sent. */
export async function isFor({ agent, digest }: RequestObject, sent: Proposal): Promise<boolean> {
  const { action, resource, environment, on_behalf_of, payload } = sent
  const bound = { agent: agent.id, action, resource, environment, on_behalf_of, payload }
  return (await webDigest(bound)) === digest
}
