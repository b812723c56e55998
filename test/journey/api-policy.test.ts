import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { EventView } from '../../src/contract/event.ts'
import type { PolicyCheck } from '../../src/contract/policy.ts'
import type { Api } from '../harness/api.ts'
import { journeyPolicy, putInForce } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'

const first = journeyPolicy()
const second = first.replace('expires_in: 1h', 'expires_in: 2h')
const third = first.replace('expires_in: 1h', 'expires_in: 3h')
const faulty = first.replace('then: allow', 'then: alow')

let ground: Ground
let running: RunningService[]

beforeEach(async () => {
  ground = await newGround(first)
  running = []
})

afterEach(async () => {
  for (const service of running.reverse()) await service.stop()
  await ground.close()
})

async function start(more: Record<string, string> = {}): Promise<RunningService> {
  const service = await startHere(ground, more)
  running.push(service)
  return service
}

async function stop(service: RunningService): Promise<void> {
  running = running.filter((other) => other !== service)
  await service.stop()
}

async function inForce(api: Api) {
  const { body } = await api.call('GET', '/v1/policy', { token: api.adminToken })
  return body
}

async function check(api: Api, yaml: string): Promise<PolicyCheck> {
  const { body } = await api.call<PolicyCheck>('POST', '/v1/policy/check', {
    token: api.adminToken,
    body: { yaml },
  })
  return body
}

async function versionOf(api: Api, yaml: string): Promise<string> {
  const answer = await check(api, yaml)
  if (!answer.valid) throw new Error('the policy has faults')
  return answer.version
}

async function eventsCount(api: Api, type: EventView['type']): Promise<number> {
  const { body } = await api.call<{ data: EventView[] }>('GET', `/v1/events?type=${type}`, {
    token: api.adminToken,
  })
  return body.data.length
}

async function faultsMetric(url: string): Promise<number> {
  const response = await fetch(new URL('/metrics', url))
  const [, count] = /^countersign_policy_faults_total (\d+)$/m.exec(await response.text()) ?? []
  return Number(count)
}

it('the policy in force is shown with its version, as it was written', async () => {
  const { api } = await start()

  expect(await inForce(api)).toEqual({
    version: await versionOf(api, first),
    since: expect.any(String),
    yaml: first,
  })
})

it('a check gives the version that activation gives, whatever the comments and the order of keys', async () => {
  const { api } = await start()
  const checked = await versionOf(api, second)
  const spelled = second.replace(
    '- name: reads\n    match: { action: "db.read" }',
    '- match: { action: "db.read" } # reads are small\n    name: reads',
  )

  await putInForce(ground.policyFile, api, second)

  expect((await inForce(api))['version']).toBe(checked)
  expect(spelled).not.toBe(second)
  expect(await versionOf(api, spelled)).toBe(checked)
  expect(await versionOf(api, third)).not.toBe(checked)
})

it('a check names each fault with its line, its column and its path, and activates nothing', async () => {
  const { api } = await start()
  const line = 1 + faulty.slice(0, faulty.indexOf('alow')).split('\n').length - 1

  const answer = await check(api, faulty)

  expect(answer).toEqual({
    valid: false,
    faults: [{ line, column: 11, path: expect.any(String), detail: expect.any(String) }],
  })
  expect(await eventsCount(api, 'policy.activated')).toBe(1)
})

it('a change of the file is in force without a restart, and is recorded', async () => {
  const { api } = await start()
  const before = await inForce(api)

  const version = await putInForce(ground.policyFile, api, second)
  const request = await api.propose({ action: 'mail.send', payload: 1 })

  const after = await inForce(api)
  expect(Date.parse(String(after['since']))).toBeGreaterThan(Date.parse(String(before['since'])))
  expect(request.policy.version).toBe(version)
  expect(Date.parse(request.expires_at ?? '') - Date.parse(request.created_at)).toBe(7_200_000)
  expect(await eventsCount(api, 'policy.activated')).toBe(2)
})

it('a fault in the file keeps the old policy, is recorded and raises the metric', async () => {
  const { api, url } = await start()
  const before = await inForce(api)

  writeFileSync(ground.policyFile, faulty)
  await until(async () => (await faultsMetric(url)) > 0)

  expect(await inForce(api)).toEqual(before)
  expect(await eventsCount(api, 'policy.refused')).toBe(1)
  expect((await api.propose()).policy.version).toBe(before['version'])
})

it('a start with a file that was in force before does not roll back', async () => {
  const before = await start()
  const version = await putInForce(ground.policyFile, before.api, second)
  await stop(before)
  writeFileSync(ground.policyFile, first)

  const { api } = await start()

  expect((await inForce(api))['version']).toBe(version)
})

it('a start with a file that never was in force activates it', async () => {
  await stop(await start())
  writeFileSync(ground.policyFile, second)

  const { api } = await start()

  expect((await inForce(api))['version']).toBe(await versionOf(api, second))
})

it('a start with a faulty file is refused with file, line and column', async () => {
  writeFileSync(ground.policyFile, faulty)

  await expect(start()).rejects.toMatchObject({
    sentences: [expect.stringMatching(/policy\.yaml:\d+:11 /)],
  })
})

it('every service follows the newest activation, whichever of them made it', async () => {
  const ownFile = path.join(ground.folder, 'other-policy.yaml')
  writeFileSync(ownFile, first)
  const one = await start()
  const other = await start({ POLICY_FILE: ownFile })

  const byOne = await putInForce(ground.policyFile, one.api, second)
  const atOther = await other.api.propose()
  const byOther = await putInForce(ownFile, other.api, third)
  const atOne = await one.api.propose()

  expect([atOther.policy.version, atOne.policy.version]).toEqual([byOne, byOther])
  expect(await inForce(one.api)).toEqual(await inForce(other.api))
})
