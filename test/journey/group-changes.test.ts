import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { type RealProvider, startRealProvider } from '../fakes/oidc-people.ts'
import { oktaUser, patchOf, push, pushGroup, scim, scimToken } from '../harness/directory.ts'
import { realVisitor } from '../harness/real-sign-in.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings } from '../harness/sign-in.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { until } from '../harness/until.ts'

/** Cards of a pending request where somebody who approved it leaves or joins a group. */
let slack: SlackGround
let service: RunningService
let provider: RealProvider

const rule = (action: string, group: string) => `
  - name: ${group}
    match: { action: ${action} }
    then: review
    review: { needs: [ { group: ${group}, count: 2 } ], post_to: [approvals], expires_in: 30m }`

beforeAll(async () => {
  provider = await startRealProvider()
  slack = await newSlackGround({
    groups: `sre: { directory: "Site Reliability" }
  listed: { members: [moved@example.com, cy@example.com] }
  secops: { oidc_group: Security }`,
    rules: rule('app.deploy', 'sre') + rule('app.list', 'listed') + rule('key.rotate', 'secops'),
  })
  const settings = { ...slack.settings, ...oidcSettings(provider.url), SCIM_TOKEN: scimToken }
  service = await startHere(slack.ground, settings)
  provider.serve(service.url)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
  await provider.close()
})

/** What the card says of how far the request is, once it says this. */
async function standing(request: RequestObject, words: string): Promise<string> {
  const said = async () => wholeText(await slack.cardOf(request))
  await until(async () => (await said()).includes(words))
  return said()
}

async function approvedBy(email: string, action: string): Promise<RequestObject> {
  const request = await service.api.propose({ action, payload: {} })
  await service.api.decide(await service.api.person(email), request, 'approve')
  await standing(request, '1 of 2')
  return request
}

it('a card follows whoever leaves a group of the directory', async () => {
  const user = await push(service, oktaUser('leaver@example.com'))
  const group = await pushGroup(service, 'Site Reliability', [user])
  const request = await approvedBy('leaver@example.com', 'app.deploy')

  await scim(service, 'PATCH', `/Groups/${group}`, patchOf({ op: 'remove', path: 'members' }))

  expect(await standing(request, '0 of 2')).not.toContain('1 of 2')
})

it('a card follows an e-mail that the directory takes away', async () => {
  const user = await push(service, oktaUser('moved@example.com'))
  const request = await approvedBy('moved@example.com', 'app.list')

  const other = oktaUser('other@example.com', { externalId: '00u-moved@example.com' })
  await scim(service, 'PUT', `/Users/${user}`, other)

  expect(await standing(request, '0 of 2')).not.toContain('1 of 2')
})

it.each([
  ['says other groups', 'sam', []],
  ['says more of them than are read', 'sue', Array.from({ length: 10_001 }, (_, n) => `g${n}`)],
])('a card follows a sign-in that %s', async (_name, name, groups) => {
  const known = { email: `${name}@example.com`, email_verified: true }
  provider.people.set(name, { ...known, groups: ['Security'] })
  const browser = realVisitor(service, provider, name)
  await browser.signIn()
  const request = await service.api.propose({ action: 'key.rotate', payload: { name } })
  const { id, digest } = request
  await browser.submit(`/requests/${id}/decisions`, { decision: 'approve', digest })
  await standing(request, '1 of 2')

  provider.people.set(name, { ...known, groups })
  await browser.signIn()

  expect(await standing(request, '0 of 2')).not.toContain('1 of 2')
})
