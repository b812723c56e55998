import type { AgentView } from '../contract/agent.ts'
import type { Countersign } from '../sdk/index.ts'
import { UsageError } from './usage-error.ts'

/** People speak of agents by their names, which are unique; the API by their ids. */
export async function findAgent(client: Countersign, named: string): Promise<AgentView> {
  const { data } = await client.call<{ data: AgentView[] }>('GET', 'v1/agents')
  const found = data.find(({ id, name }) => id === named || name === named)
  if (found === undefined) throw new UsageError(`There is no agent ${named}.`)
  return found
}
