import { administratorOf } from '../app/administrate.ts'
import { addKey, changeAgent, createAgent, groupsInForce, revokeKey } from '../app/agents.ts'
import { changePerson, mergePeople, removeIdentity, restoreIdentity } from '../app/people.ts'
import type { AdministrationVerbs, Administrator } from '../app/ports.ts'
import { readGroups } from '../app/read-groups.ts'
import { addTrust, removeTrust } from '../app/trusts.ts'
import type { IdentityId, PersonId } from '../contract/ids.ts'
import type { Wiring } from './wire.ts'

/** The verbs of the console's pages for administrators and owners. */
export function administrationVerbs({ deps }: Wiring): AdministrationVerbs {
  const administrator = async (visitor: {
    person: PersonId
    identity: IdentityId
  }): Promise<Administrator | null> => {
    const person = await deps.people.read(visitor.person)
    if (person === null) return null
    const { identity } = visitor
    return administratorOf(deps, { kind: 'person', person, identity, token: null })
  }
  return {
    administrator,
    people: (query) => deps.peopleRecords.list(query),
    person: async (id) => {
      const person = await deps.peopleRecords.read(id)
      if (person === null) return null
      const [identities, removed] = await Promise.all([
        deps.peopleRecords.identities(id),
        deps.peopleRecords.removedIdentities(id),
      ])
      return { person, identities, removed }
    },
    setStanding: (by, change) => changePerson(deps, by, change),
    removeIdentity: (by, removal) => removeIdentity(deps, by, removal),
    restoreIdentity: (by, restoring) => restoreIdentity(deps, by, restoring),
    merge: async (by, { person, email }) => {
      const { data } = await deps.peopleRecords.list({ email, limit: 1 })
      const [other] = data
      return other === undefined
        ? { ok: false, code: 'not_found' }
        : mergePeople(deps, by, { person, into: other.id })
    },
    groups: () => readGroups(deps),
    agents: async (visitor) => {
      const by = await administrator(visitor)
      const all = await deps.agents.list()
      if (by !== null) return { by, agents: all }
      const own = new Set(await deps.agents.ownedBy(visitor.person))
      return { by, agents: all.filter(({ id }) => own.has(id)) }
    },
    agent: (id) => deps.agents.read(id),
    groupNames: () => groupsInForce(deps),
    createAgent: (by, body) => createAgent(deps, by, body),
    changeOwners: (by, agent, owners) => changeAgent(deps, by, agent, { owners }),
    setAgentStanding: async (by, agent, disabled) =>
      (await changeAgent(deps, by, agent, { disabled })).ok,
    addKey: (by, agent, expiresInSeconds) => addKey(deps, by, agent, expiresInSeconds),
    revokeKey: (by, agent, key) => revokeKey(deps, by, agent, key),
    addTrust: (by, agent, body) => addTrust(deps, by, agent, body),
    removeTrust: (by, agent, trust) => removeTrust(deps, by, agent, trust),
  }
}
