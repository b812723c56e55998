import { expect, it } from '@jest/globals'
import { endpointFor } from '../../../src/app/endpoint-for.ts'
import type { EndpointView } from '../../../src/contract/webhook.ts'

const endpoint = (id: EndpointView['id'], url: string, disabled = false): EndpointView => ({
  id,
  url,
  public_key: 'whpk_x',
  created_at: '2026-11-21T14:00:00.000Z',
  previous_secret_until: null,
  disabled_at: disabled ? '2026-11-21T14:00:00.000Z' : null,
  disabled_reason: disabled ? 'operator' : null,
})
const first = endpoint('whk_1', 'https://hooks.example.com/first')
const second = endpoint('whk_2', 'https://hooks.example.com/second')
const off = endpoint('whk_0', 'https://hooks.example.com/off', true)
const chosen = (url: string) => endpointFor(url, [off, first, second])?.id

it('an address that is registered is signed with the secret of its own endpoint', () => {
  expect(chosen('https://hooks.example.com/first')).toBe('whk_1')
  expect(chosen('https://hooks.example.com/second')).toBe('whk_2')
  expect(chosen('https://hooks.example.com:443/second')).toBe('whk_2')
})

it('another path belongs to the oldest endpoint of its origin that is on', () => {
  expect(chosen('https://hooks.example.com/runs/881')).toBe('whk_1')
  expect(chosen('https://hooks.example.com/off')).toBe('whk_1')
})

it.each([
  'http://hooks.example.com/first',
  'https://hooks.example.com:8443/first',
  'https://user@hooks.example.com/first',
  'https://hooks.example.com.evil.test/first',
  'hooks.example.com/first',
])('%s belongs to none', (url) => {
  expect(chosen(url)).toBeUndefined()
})
