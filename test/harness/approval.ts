import type { RequestObject } from '../../src/contract/request.ts'
import type { Api } from './api.ts'

/** Has these people approve a request, one after the other; answers it as its agent reads it then. */
export async function approve(
  api: Api,
  request: RequestObject,
  people: string[],
  token?: string,
): Promise<RequestObject> {
  for (const name of people) {
    const answer = await api.decide(await api.person(`${name}@example.com`), request, 'approve')
    if (answer.status !== 200) throw new Error(`${name} could not approve: ${answer.body.code}`)
  }
  const options = token === undefined ? {} : { token }
  const read = await api.call<RequestObject>('GET', `/v1/requests/${request.id}`, options)
  return read.body
}

/** The grant of an approved request. */
export function grantOf({ verdict }: RequestObject): string {
  if (verdict === null || verdict.grant === null) throw new Error('the request has no grant')
  return verdict.grant
}
