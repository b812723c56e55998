import { changeGroup, createGroup, deleteGroup } from '../app/directory-groups.ts'
import { changeUser, createUser, deleteUser } from '../app/directory-users.ts'
import {
  changePerson,
  mergePeople,
  readIdentities,
  removeIdentity,
  restoreIdentity,
} from '../app/people.ts'
import type { DropFirst, Wiring } from './wire.ts'

/** The verbs behind `/v1/people`. */
export function peopleVerbs({ deps, authentication }: Wiring) {
  return {
    authentication,
    list: (...given: Parameters<typeof deps.peopleRecords.list>) =>
      deps.peopleRecords.list(...given),
    change: (...given: DropFirst<Parameters<typeof changePerson>>) => changePerson(deps, ...given),
    identities: (...given: DropFirst<Parameters<typeof readIdentities>>) =>
      readIdentities(deps, ...given),
    removeIdentity: (...given: DropFirst<Parameters<typeof removeIdentity>>) =>
      removeIdentity(deps, ...given),
    restoreIdentity: (...given: DropFirst<Parameters<typeof restoreIdentity>>) =>
      restoreIdentity(deps, ...given),
    merge: (...given: DropFirst<Parameters<typeof mergePeople>>) => mergePeople(deps, ...given),
  }
}

/** The verbs behind `/scim/v2`, for whoever holds the token. */
export function scimVerbs({ deps, config }: Wiring, token: string) {
  return {
    token,
    base: new URL('/scim/v2', config.publicUrl).href,
    directory: deps.directory,
    createUser: (...given: DropFirst<Parameters<typeof createUser>>) => createUser(deps, ...given),
    changeUser: (...given: DropFirst<Parameters<typeof changeUser>>) => changeUser(deps, ...given),
    deleteUser: (...given: DropFirst<Parameters<typeof deleteUser>>) => deleteUser(deps, ...given),
    createGroup: (...given: DropFirst<Parameters<typeof createGroup>>) =>
      createGroup(deps, ...given),
    changeGroup: (...given: DropFirst<Parameters<typeof changeGroup>>) =>
      changeGroup(deps, ...given),
    deleteGroup: (...given: DropFirst<Parameters<typeof deleteGroup>>) =>
      deleteGroup(deps, ...given),
  }
}
