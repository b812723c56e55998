import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { type ConsoleVisitor, enterConsole } from '../harness/console.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const othersCount = 210

let ground: Ground
let service: RunningService
let visitor: ConsoleVisitor

beforeAll(async () => {
  ground = await newGround()
  const started = await startHere(ground)
  service = started
  visitor = await enterConsole(started.link)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

it('no number of requests that a person may not decide pushes one out of their queue', async () => {
  const { api } = service
  const mine = await api.propose()
  const { key: own } = await api.agent('cys-bot', { owners: ['cy@example.com'] })
  for (let index = 0; index < othersCount; index += 1) {
    await api.call<RequestObject>('POST', '/v1/requests', {
      token: own,
      body: { action: 'data.export', payload: { index } },
    })
  }

  await visitor.become('cy@example.com')
  const page = await visitor.page('/requests')

  expect(page).toContain(mine.id)
  expect(page).toContain('1 request for you')
})

it('a queue that is longer than its page says so, and shows the nearest deadlines', async () => {
  const { api } = service
  const soon = await api.propose({ action: 'data.export', payload: {}, expires_in: 60 })

  await visitor.become('bo@example.com')
  const page = await visitor.page('/requests')

  expect(page).toContain('200 requests for you, and more after these')
  expect(page).toContain(soon.id)
})
