import type { JSX } from 'preact'
import type { AgentsShown } from '../../../app/ports.ts'
import type { AgentView } from '../../../contract/agent.ts'
import { nameCharsMax } from '../../../contract/limits.ts'
import { shorten } from '../../../core/inert/shorten.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { ownerWords } from '../parts/agent-owners.tsx'
import { Said } from '../parts/said.tsx'
import { counted } from '../words.ts'
import type { Page } from './page.ts'

const shownCountMax = 50
/** A list that a phone shows at a glance needs no search. */
const findCountMin = 10
const ownersCharsMax = 120

interface AgentsProps extends AgentsShown {
  /** A part of the name that was searched for, or nothing. */
  asked: string
  /** The name after which this page begins, or nothing. */
  after: string
}

/** All agents for administrators, their own for owners, by name. */
export function AgentsPage({ by, agents, asked, after }: AgentsProps): Page {
  const found = agents
    .filter(({ name }) => name.toLowerCase().includes(asked.toLowerCase()))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
  const rest = found.filter(({ name }) => name > after)
  const shown = rest.slice(0, shownCountMax)
  const last = shown.at(-1)
  return {
    title: 'Agents',
    refreshSeconds: null,
    body: (
      <div class="sections">
        <div class="headline">
          <h1>Agents</h1>
          {by === null || agents.length === 0 ? null : <Register />}
        </div>
        {agents.length === 0 ? <Empty administers={by !== null} /> : null}
        {by === null && agents.length > 0 ? (
          <p class="fine">Those that you own. Administrators change them.</p>
        ) : null}
        {agents.length >= findCountMin || asked !== '' ? <Find asked={asked} /> : null}
        {agents.length > 0 && found.length === 0 ? <p>No agent has this in its name.</p> : null}
        {shown.length === 0 ? null : <Rows agents={shown} />}
        {last === undefined || rest.length <= shown.length ? null : (
          <p>
            <a class="button plain" href={`/console/agents?${pageAfter(asked, last.name)}`}>
              {counted(rest.length - shown.length, 'more', 'more')}
            </a>
          </p>
        )}
      </div>
    ),
  }
}

function pageAfter(asked: string, after: string): string {
  return `${new URLSearchParams({ ...(asked === '' ? {} : { name: asked }), after })}`
}

function Register(): JSX.Element {
  return (
    <a class="button plain" href="/console/agents/new">
      Register an agent
    </a>
  )
}

function Empty({ administers }: { administers: boolean }): JSX.Element {
  return (
    <div class="empty">
      <p>
        {administers
          ? 'No agent is registered. An agent is a program that proposes actions with a key of its own, and has owners who answer for it.'
          : 'You own no agent. An administrator registers agents and says who owns them; whoever owns one hears of it, sees its keys here, and never decides what it asks.'}
      </p>
      {administers ? (
        <p>
          <Register />
        </p>
      ) : null}
    </div>
  )
}

function Find({ asked }: { asked: string }): JSX.Element {
  return (
    <form method="get" action="/console/agents" class="find">
      <div class="field">
        <label for="find-name">Name</label>
        <input
          id="find-name"
          name="name"
          type="search"
          value={asked}
          maxLength={nameCharsMax}
          autocomplete="off"
          autocapitalize="none"
        />
      </div>
      <button class="button plain" type="submit">
        Find
      </button>
    </form>
  )
}

function Rows({ agents }: { agents: AgentView[] }): JSX.Element {
  return (
    <ul class="list">
      {agents.map((agent) => (
        <li class="item" key={agent.id}>
          <h2>
            <a class="opener" href={`/console/agents/${agent.id}`}>
              <Said text={oneLine(agent.name)} />
            </a>
            {agent.kind === 'executor' ? <span class="chip">executor</span> : null}
            {agent.disabled ? <span class="chip">disabled</span> : null}
          </h2>
          <p class="fine">
            owned by <Said text={shorten(oneLine(ownerWords(agent).join(', ')), ownersCharsMax)} />
          </p>
        </li>
      ))}
    </ul>
  )
}
