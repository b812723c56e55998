import type { AgentsShown } from '../../../app/ports.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { AdministrationWays } from '../parts/administration.tsx'
import { Said } from '../parts/said.tsx'
import { ownersWord } from './agent-page.tsx'
import type { Page } from './page.ts'

/** All agents for administrators, their own for owners. */
export function AgentsPage({ by, agents }: AgentsShown): Page {
  return {
    title: 'Agents',
    refreshSeconds: null,
    body: (
      <div class="sections">
        <h1>Agents</h1>
        {by === null ? (
          <p class="fine">Those that you own. Administrators change them.</p>
        ) : (
          <AdministrationWays here="agents" />
        )}
        {agents.length === 0 ? <p>{by === null ? 'You own no agent.' : 'There is none.'}</p> : null}
        <ul class="rows">
          {agents.map((agent) => (
            <li key={agent.id}>
              <a href={`/console/agents/${agent.id}`}>
                <Said text={oneLine(agent.name)} />
              </a>
              {agent.kind === 'executor' ? <span class="chip">executor</span> : null}
              {agent.disabled ? <span class="chip">disabled</span> : null}
              <p class="fine">
                owned by <Said text={oneLine(ownersWord(agent))} />
              </p>
            </li>
          ))}
        </ul>
      </div>
    ),
  }
}
