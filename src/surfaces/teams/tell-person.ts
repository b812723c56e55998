import type { Account, SayResult } from '../../app/ports.ts'
import type { Note } from '../../core/card/note.ts'
import { defaultServiceUrl } from './connection/allowed-hosts.ts'
import { renderNote } from './faces/note.ts'
import { type Postbox, said } from './posting.ts'

/**
 * Says something in a person's own chat with the bot: in the one that they have, else in one that is opened now, which
 * Teams allows where the app is installed for them.
 */
export async function tellPerson(
  postbox: Postbox,
  note: Note,
  { tenant, subject: objectId }: Account,
): Promise<SayResult> {
  const { transport, settings, conversations, serial } = postbox
  const tenants = await postbox.allowedTenants()
  if (!tenants.includes(tenant)) return { kind: 'refused', reason: 'tenant_not_allowed' }
  const message = renderNote(note, tenant)
  const known = await conversations.personal({ provider: 'entra', tenant, subject: objectId })
  if (known !== null) {
    const at = { serviceUrl: known.serviceUrl, conversation: known.id }
    return said(serial(known.id, () => transport.send(at, message)))
  }
  const anywhere = await conversations.anywhere({ surface: 'teams', tenant })
  const serviceUrl = anywhere?.serviceUrl ?? defaultServiceUrl(settings)
  return said(
    transport
      .openPersonal({ serviceUrl, tenant, objectId })
      .then((conversation) => transport.send({ serviceUrl, conversation }, message)),
  )
}
