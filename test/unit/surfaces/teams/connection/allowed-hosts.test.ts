import { describe, expect, it } from '@jest/globals'
import {
  allowsRequestUrl,
  allowsServiceUrl,
  defaultServiceUrl,
} from '../../../../../src/surfaces/teams/connection/allowed-hosts.ts'
import type { TeamsSettings } from '../../../../../src/surfaces/teams/connection/connection.ts'

type Hosts = Pick<TeamsSettings, 'auth' | 'cloud' | 'serviceUrl'>

const publicCloud: Hosts = { auth: 'required', cloud: 'public', serviceUrl: null }

describe('a service URL', () => {
  it.each([
    'https://smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net/emea/11111111-1111-4111-8111-111111111111/',
    'https://smba.trafficmanager.net',
    'https://SMBA.trafficmanager.net/amer',
    'https://smba.trafficmanager.net:443/amer',
  ])('is allowed at the one host of its cloud: %s', (url) => {
    expect(allowsServiceUrl(publicCloud, url)).toBe(true)
  })

  it.each([
    'http://smba.trafficmanager.net/teams/',
    'https://evil.trafficmanager.net/teams/',
    'https://smba.evil.trafficmanager.net/',
    'https://evil.smba.trafficmanager.net/',
    'https://smba.trafficmanager.net.evil.test/',
    'https://smba.trafficmanager.net./teams/',
    'https://xsmba.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/teams/',
    'https://smba.trafficmanager.net@evil.test/',
    'https://user@smba.trafficmanager.net/teams/',
    'https://user:word@smba.trafficmanager.net/teams/',
    'https://evil.test/https://smba.trafficmanager.net/',
    'https://evil.test?smba.trafficmanager.net/',
    'https://evil.test#smba.trafficmanager.net/',
    'https://evil.test\\.smba.trafficmanager.net/',
    'https://smba.trafficmanager.net\\@evil.test/',
    'https://smba.trafficmanager.net/teams/?x=1',
    'https://smba.trafficmanager.net/teams/#x',
    'https://smba.trafficmanager.net/../x',
    ' https://smba.trafficmanager.net/',
    'https://smba.traffic\tmanager.net/',
    'https://smba。trafficmanager。net/',
    'https://ѕmba.trafficmanager.net/',
    '//smba.trafficmanager.net/',
    'ftp://smba.trafficmanager.net/',
    'javascript:alert(1)',
    'https://smba.infra.gcc.teams.microsoft.com/teams/',
    'https://127.0.0.1/',
    'http://127.0.0.1:3978/',
    'http://localhost:3978/',
    '',
  ])('is refused anywhere else: %s', (url) => {
    expect(allowsServiceUrl(publicCloud, url)).toBe(false)
  })

  it.each([
    ['public', 'https://smba.trafficmanager.net/teams/'],
    ['gcc', 'https://smba.infra.gcc.teams.microsoft.com/teams/'],
    ['gcc_high', 'https://smba.infra.gov.teams.microsoft.us/teams/'],
  ] as const)('of the %s cloud is the default there, and allowed nowhere else', (cloud, url) => {
    const clouds = (['public', 'gcc', 'gcc_high'] as const).filter((other) =>
      allowsServiceUrl({ ...publicCloud, cloud: other }, url),
    )

    expect(defaultServiceUrl({ ...publicCloud, cloud })).toBe(url)
    expect(clouds).toEqual([cloud])
  })

  it('that is configured is the default, allowed with its whole origin beside the own of the cloud', () => {
    const own = { ...publicCloud, serviceUrl: 'http://127.0.0.1:4000/teams/' }

    expect(defaultServiceUrl(own)).toBe('http://127.0.0.1:4000/teams/')
    expect(allowsServiceUrl(own, 'http://127.0.0.1:4000/other/')).toBe(true)
    expect(allowsServiceUrl(own, 'http://127.0.0.1:4001/teams/')).toBe(false)
    expect(allowsServiceUrl(own, 'https://127.0.0.1:4000/teams/')).toBe(false)
    expect(allowsServiceUrl(own, 'http://localhost:4000/teams/')).toBe(false)
    expect(allowsServiceUrl(own, 'https://smba.trafficmanager.net/teams/')).toBe(true)
  })

  it('that is configured and leaves this machine must be encrypted', () => {
    const open = { ...publicCloud, serviceUrl: 'http://teams.example.com/' }
    const closed = { ...publicCloud, serviceUrl: 'https://teams.example.com/' }

    expect(allowsServiceUrl(open, 'http://teams.example.com/')).toBe(false)
    expect(allowsServiceUrl(closed, 'https://teams.example.com/x')).toBe(true)
  })

  it.each([
    ['http://localhost:56150/_connector', true],
    ['http://127.0.0.1:3978/', true],
    ['http://[::1]:3978/', true],
    ['http://192.168.0.1/', false],
    ['http://127.0.0.1.evil.test/', false],
    ['http://localhost.evil.test/', false],
    ['https://evil.test/', false],
  ])('without authentication is allowed on this machine alone: %s %s', (url, allowed) => {
    expect(allowsServiceUrl({ ...publicCloud, auth: 'off' }, url)).toBe(allowed)
  })
})

it('knows the address of a call, with ids of Teams in its path', () => {
  const url =
    'https://smba.trafficmanager.net/teams/v3/conversations/19%3Ax%40thread.tacv2/activities'

  expect(allowsRequestUrl(publicCloud, url)).toBe(true)
  expect(allowsRequestUrl(publicCloud, url.replace('smba', 'evil'))).toBe(false)
})
