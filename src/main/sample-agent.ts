import { type AgentDeps, addKey, createAgent } from '../app/agents.ts'
import { hashSecret } from '../proof/verify/token.ts'
import type { Principals } from '../store/principals.ts'

const sampleAgentName = 'sample-agent'
const sampleOwner = 'dana@example.com'

/** Nobody asked for it: the service itself makes it at its first start. */
const bootstrap = { kind: 'bootstrap' } as const

/** Development mode has one agent whose key is in its generated secrets, so that there is something to try at once. */
export async function ensureSampleAgent(
  deps: AgentDeps & { principals: Pick<Principals, 'agentByKey'> },
  key: string,
): Promise<void> {
  const hash = hashSecret(key)
  if ((await deps.principals.agentByKey(hash)) !== null) return
  const withThisKey: AgentDeps = { ...deps, newToken: () => ({ token: key, hash }) }
  const created = await createAgent(withThisKey, bootstrap, {
    name: sampleAgentName,
    owners: [sampleOwner],
    kind: 'agent',
  })
  if (created.ok) return
  // Another service that starts just now may have made it, with this very key.
  if ((await deps.principals.agentByKey(hash)) !== null) return
  const known = (await deps.agents.list()).find(({ name }) => name === sampleAgentName)
  if (known !== undefined) await addKey(withThisKey, bootstrap, known.id, null)
}
