import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { newKeyText } from '../fakes/signer.ts'
import { bareBrowser } from '../harness/bare-browser.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings } from '../harness/sign-in.ts'
import { until } from '../harness/until.ts'

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground, {
    ...oidcSettings('https://login.invalid'),
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://countersign.example.com',
    ADMIN_TOKEN: 'a-token-of-at-least-32-characters-0123',
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    SIGNING_KEY: newKeyText(),
  })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

it('production offers the provider, never the link, and runs while the provider cannot be reached', async () => {
  const browser = bareBrowser(service.url)

  const page = await (await browser.get('/console/sign-in?link=anything')).text()
  const start = await browser.get('/console/sign-in/start')

  expect(page).toContain('login.invalid')
  expect([start.status, start.headers.get('retry-after')]).toEqual([503, '5'])
  expect(browser.cookies.size).toBe(0)
  await until(async () => (await fetch(new URL('/readyz', service.url))).status === 200)
})
