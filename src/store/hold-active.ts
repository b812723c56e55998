import type { PersonId } from '../contract/ids.ts'
import type { Database } from './prisma.ts'

/**
 * Whether a person may act, and stays so until this transaction ends: whoever disables or merges them waits, and then
 * ends what was written here too. Otherwise it would be missed, and work again when they are enabled.
 */
export async function holdActive(
  within: Pick<Database, '$queryRaw'>,
  person: PersonId,
): Promise<boolean> {
  const rows = await within.$queryRaw<unknown[]>`
    select 1 from person where id = ${person} and disabled_at is null and merged_into is null
    for no key update`
  return rows.length > 0
}
