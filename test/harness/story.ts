import type { RequestObject } from '../../src/contract/request.ts'
import type { Api } from './api.ts'

/** An entry of the audit log, as the admin reads it. */
export type EventEntry = Record<string, unknown> & { type: string; code: string | null }

/** The story of a request, or its entries of one type, the oldest first. */
export async function eventsOf(
  api: Api,
  { id }: Pick<RequestObject, 'id'>,
  type?: string,
): Promise<EventEntry[]> {
  const { body } = await api.call<{ data: EventEntry[] }>('GET', `/v1/requests/${id}/events`, {
    token: api.adminToken,
  })
  return body.data.filter((event) => type === undefined || event.type === type)
}
