import type { RequestWarning } from '../contract/request.ts'
import type { Group, Policy } from './policy/policy.ts'

/** How many are in a group of the directory or of sign-in; null where the directory has pushed no such group. */
interface GroupSize {
  kind: 'scim' | 'oidc'
  name: string
  people: number | null
}

/** How many are in a group that the directory or sign-in keeps; null where that is not known, or kept elsewhere. */
export function sizeOf(
  { directory, oidcGroup }: Group,
  sizes: readonly GroupSize[],
): number | null {
  const [kind, kept] = directory === null ? ['oidc', oidcGroup] : ['scim', directory]
  return sizes.find((one) => one.kind === kind && one.name === kept)?.people ?? null
}

/** A group of the directory or of sign-in in which there is nobody says so on the request that asks it. */
export function emptyWarnings(
  asked: readonly string[],
  policy: Policy,
  sizes: readonly GroupSize[],
): RequestWarning[] {
  return asked.flatMap((name): RequestWarning[] => {
    const group = policy.groups[name]
    if (group === undefined) return []
    const { directory, oidcGroup } = group
    const people = sizeOf(group, sizes)
    if (directory !== null && people === null) {
      const detail = `It is not known who is in ${name} (${directory} in the directory): the directory has pushed no such group. Until it does, nobody is.`
      return [{ code: 'group_unknown', detail }]
    }
    if (people !== 0) return []
    const detail =
      directory === null
        ? `${name} (${oidcGroup} at sign-in) has nobody who signed in lately.`
        : `${name} (${directory} in the directory) has no active members.`
    return [{ code: 'group_empty', detail }]
  })
}
