import { describe, expect, it } from '@jest/globals'
import { normalResource } from '../../../../src/core/policy/resource.ts'

describe('the normal form of a resource', () => {
  it.each([
    ['postgres://prod/customers', 'postgres://prod/customers'],
    ['POSTGRES://Prod/Customers', 'postgres://prod/Customers'],
    ['postgres://prod/c%75stomers', 'postgres://prod/customers'],
    ['postgres://pr%6Fd/x', 'postgres://prod/x'],
    ['https://x.example/a%2fb%3A', 'https://x.example/a%2Fb%3A'],
    ['https://x.example/%252e', 'https://x.example/%252e'],
    ['https://x.example', 'https://x.example/'],
    ['https://x.example?q=1', 'https://x.example/?q=1'],
    ['https://x.example:443/a', 'https://x.example/a'],
    ['https://x.example:8443/a', 'https://x.example:8443/a'],
    ['postgres://prod:5432/a', 'postgres://prod/a'],
    ['postgres://Reader@PROD/a', 'postgres://Reader@prod/a'],
    ['postgres://**', 'postgres://**'],
    ['Customers Table', 'Customers Table'],
    ['/srv/%41', '/srv/%41'],
    ['urn:ISBN:1', 'urn:ISBN:1'],
  ])('%s becomes %s', (resource, expected) => {
    expect(normalResource(resource)).toBe(expected)
  })

  it.each(['postgres://prod/customers', 'HTTPS://U@X.example:443?q=%7e', 'not a URL', 'a://b:'])(
    'of the normal form of %s is itself',
    (resource) => {
      const once = normalResource(resource)

      expect(normalResource(once)).toBe(once)
    },
  )
})
