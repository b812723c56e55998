import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type CollectionStep, collection } from '../fakes/scim-collection.ts'
import { type Scim, scim, scimToken } from '../harness/directory.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function send(
  { method, path, body, keep }: CollectionStep,
  ids: Record<string, string>,
): Promise<Scim> {
  const filled = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (all, name) => ids[name] ?? all)
  const sent = typeof body === 'string' ? body : filled(JSON.stringify(body ?? null))
  const answer = await scim(service, method, filled(path), body === undefined ? undefined : sent)
  if (keep !== undefined && typeof answer.body?.id === 'string') ids[keep] = answer.body.id
  return answer
}

it('answers the collection of Microsoft, but for what is named here', async () => {
  const ids: Record<string, string> = {}
  const missed: string[] = []
  let count = 0
  for (const step of collection) {
    const answer = await send(step, ids)
    for (const [what, holds] of Object.entries(step.expect)) {
      count += 1
      if (!holds(answer, ids)) missed.push(`${step.name}: ${what} (${answer.status})`)
    }
  }

  expect([collection.length, count]).toEqual([79, 108])
  expect(missed).toEqual([
    'token: status (404)',
    'group 1 has them: member (200)',
    'patch a name: status (200)',
    'deactivate: status (200)',
    'add a text: status (400)',
    'add another text: status (400)',
  ])
})
