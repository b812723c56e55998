import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { readConfig, Settings } from '../../../src/main/config.ts'
import { newCertificate } from '../../fakes/certificate.ts'
import { newKeyText } from '../../fakes/signer.ts'

const token = 'a-token-of-at-least-32-characters-0123'
const signingKey = newKeyText()
const production = {
  NODE_ENV: 'production',
  ADMIN_TOKEN: token,
  PUBLIC_URL: 'https://countersign.example.com',
  DATABASE_URL: 'postgres://db/countersign',
  SIGNING_KEY: signingKey,
}
const folder = mkdtempSync(path.join(tmpdir(), 'countersign-config-'))

afterAll(() => rmSync(folder, { recursive: true }))

function faultsOf(environment: Record<string, string>): string[] {
  const read = readConfig(environment)
  return read.ok ? [] : read.faults
}

describe('the settings', () => {
  it('need nothing in development, which binds loopback', () => {
    const read = readConfig({})

    expect(read.ok && read.config).toMatchObject({
      mode: 'development',
      host: '127.0.0.1',
      port: 3000,
      database: { kind: 'embedded' },
      adminToken: null,
      secretKeys: [],
      slack: null,
    })
  })

  it.each(['ADMIN_TOKEN', 'PUBLIC_URL', 'DATABASE_URL', 'SIGNING_KEY'])(
    'refuse production without %s, by its name',
    (name) => {
      const faults = faultsOf({ ...production, [name]: '' })

      expect(faults).toHaveLength(1)
      expect(faults[0]).toContain(`${name}: `)
    },
  )

  it('take the embedded database in production only when asked to', () => {
    expect(faultsOf({ ...production, DATABASE_URL: '', EMBEDDED_DATABASE: '1' })).toEqual([])
  })

  it('refuse to bind another address than loopback in development', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })[0]).toContain('HOST: ')
    expect(faultsOf({ HOST: '::1' })).toEqual([])
  })

  it('read NAME_FILE for every setting, and the setting itself first', () => {
    const file = path.join(folder, 'token')
    writeFileSync(file, `${token}\n`)

    const read = readConfig({ ADMIN_TOKEN_FILE: file })

    expect(read.ok && read.config.adminToken).toBe(token)
    expect(faultsOf({ ADMIN_TOKEN_FILE: path.join(folder, 'missing') })[0]).toContain('ADMIN_TOKEN')
  })

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'ftp://example.com'],
    ['ADMIN_TOKEN', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['TRUST_PROXY', '-1'],
  ])('refuse %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })[0]).toContain(name)
  })

  it('want both halves of Slack', () => {
    expect(faultsOf({ SLACK_BOT_TOKEN: 'xoxb-1' })[0]).toContain('SLACK_SIGNING_SECRET')
  })

  describe('of OpenID Connect', () => {
    const issuer = 'https://login.example.com/tenant/v2.0'
    const oidc = {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'countersign',
      OIDC_CLIENT_SECRET: 'secret',
    }
    const inProduction = { ...production, ...oidc, SECRET_KEY: Buffer.alloc(32).toString('base64') }

    it('are off without an issuer, and come back to the public address', () => {
      const off = readConfig({})
      const on = readConfig(inProduction)

      expect(off.ok && off.config.oidc).toBeNull()
      expect(on.ok && on.config.oidc).toEqual({
        issuer,
        clientId: 'countersign',
        clientSecret: 'secret',
        redirectUri: 'https://countersign.example.com/console/callback',
        signedOutUri: 'https://countersign.example.com/console/sign-in',
      })
    })

    it('take a plain issuer on this machine, in development alone', () => {
      const plain = { ...oidc, OIDC_ISSUER: 'http://127.0.0.1:8080/realms/x' }

      expect(faultsOf(plain)).toEqual([])
      expect(faultsOf({ ...oidc, OIDC_ISSUER: 'http://login.example.com' })[0]).toContain('https')
      expect(faultsOf({ ...inProduction, ...plain })[0]).toContain('https')
    })

    it.each([
      ['OIDC_CLIENT_ID', { ...oidc, OIDC_CLIENT_ID: '' }],
      ['OIDC_CLIENT_SECRET', { ...oidc, OIDC_CLIENT_SECRET: '' }],
      ['OIDC_ISSUER', { ...oidc, OIDC_ISSUER: '' }],
      ['OIDC_ISSUER', { ...oidc, OIDC_ISSUER: 'login.example.com' }],
      ['OIDC_ISSUER', { ...oidc, OIDC_ISSUER: `${issuer}?tenant=x` }],
      ['iss', { ...oidc, OIDC_ISSUER: `${issuer}/.well-known/openid-configuration` }],
      ['one tenant', { ...oidc, OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }],
      ['SECRET_KEY', { ...inProduction, SECRET_KEY: '' }],
    ])('name %s where it is missing or wrong', (name, environment) => {
      expect(faultsOf(environment).join()).toContain(name)
    })
  })

  describe('of Teams', () => {
    const teams = {
      MICROSOFT_APP_ID: '22222222-2222-4222-8222-22222222222A',
      MICROSOFT_APP_TENANT_ID: '11111111-1111-4111-8111-111111111111',
      MICROSOFT_APP_PASSWORD: 'secret',
    }

    function teamsOf(environment: Record<string, string>) {
      const read = readConfig(environment)
      return read.ok ? read.config.teams : read.faults
    }

    it('are off without an app id, whatever else is set', () => {
      expect(teamsOf({})).toBeNull()
      expect(teamsOf({ MICROSOFT_APP_ID: '' })).toBeNull()
    })

    it('check whoever calls unless told otherwise, for a bot of one tenant', () => {
      expect(teamsOf(teams)).toMatchObject({
        appId: '22222222-2222-4222-8222-22222222222a',
        tenant: '11111111-1111-4111-8111-111111111111',
        credential: { kind: 'password', password: 'secret' },
        cloud: 'public',
        auth: 'required',
      })
    })

    it.each([
      ['MICROSOFT_APP_ID', { ...teams, MICROSOFT_APP_ID: '' }],
      ['MICROSOFT_APP_ID', { ...teams, MICROSOFT_APP_ID: 'approvals' }],
      ['MICROSOFT_APP_TENANT_ID', { ...teams, MICROSOFT_APP_TENANT_ID: '' }],
      ['MICROSOFT_APP_PASSWORD', { ...teams, MICROSOFT_APP_PASSWORD: '' }],
      ['MICROSOFT_APP_TYPE', { ...teams, MICROSOFT_APP_TYPE: 'MultiTenant' }],
      ['MICROSOFT_APP_CERTIFICATE', { ...teams, MICROSOFT_APP_CERTIFICATE: 'no certificate' }],
      ['MICROSOFT_APP_CERTIFICATE', { ...teams, MICROSOFT_APP_CERTIFICATE_KEY: 'PRIVATE KEY' }],
      ['TEAMS_CLOUD', { ...teams, TEAMS_CLOUD: 'moon' }],
      ['TEAMS_SERVICE_URL', { ...teams, TEAMS_SERVICE_URL: 'http://smba.trafficmanager.net' }],
      ['TEAMS_LOGIN_URL', { ...production, ...teams, TEAMS_LOGIN_URL: 'http://127.0.0.1:9' }],
      ['TEAMS_OPENID_METADATA_URL', { ...teams, TEAMS_OPENID_METADATA_URL: 'http://evil.test' }],
    ])('name %s where it is missing or wrong', (name, environment) => {
      expect(faultsOf(environment).join()).toContain(name)
    })

    it('want a certificate and the key of that very one', () => {
      const [one, other] = [newCertificate(), newCertificate()]
      const withKey = (privateKey: string) => ({
        ...teams,
        MICROSOFT_APP_PASSWORD: '',
        MICROSOFT_APP_CERTIFICATE: one.certificate,
        MICROSOFT_APP_CERTIFICATE_KEY: privateKey,
      })

      expect(teamsOf(withKey(one.privateKey))).toMatchObject({
        credential: { kind: 'certificate' },
      })
      expect(teamsOf(withKey(other.privateKey))).toEqual([
        'MICROSOFT_APP_CERTIFICATE_KEY: is not the unencrypted private key of MICROSOFT_APP_CERTIFICATE',
      ])
    })

    it('need no secret where the machine has an identity', () => {
      const environment = {
        ...teams,
        MICROSOFT_APP_PASSWORD: '',
        MICROSOFT_APP_TYPE: 'UserAssignedMSI',
      }

      expect(teamsOf(environment)).toMatchObject({ credential: { kind: 'managed_identity' } })
    })

    it('let nobody in unchecked but in development on this machine', () => {
      const off = { ...teams, MICROSOFT_APP_PASSWORD: '', TEAMS_AUTH: 'off' }

      expect(teamsOf(off)).toMatchObject({ auth: 'off' })
      expect(faultsOf({ ...production, ...off }).join()).toContain('TEAMS_AUTH')
      expect(faultsOf({ ...off, PUBLIC_URL: 'https://tunnel.example' }).join()).toContain(
        'TEAMS_AUTH',
      )
      expect(faultsOf({ ...off, HOST: '0.0.0.0' }).join()).toContain('TEAMS_AUTH')
    })
  })

  describe('of Slack', () => {
    const key = Buffer.alloc(32, 7).toString('base64')
    const bot = { SLACK_BOT_TOKEN: 'xoxb-1' }
    const secret = { SLACK_SIGNING_SECRET: 'shh' }
    const client = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'shh' }
    const slackOf = (environment: Record<string, string>) => {
      const read = readConfig(environment)
      return read.ok ? read.config.slack : read.faults
    }

    it('are off where none is given', () => {
      expect(slackOf({})).toBeNull()
    })

    it.each([
      [
        { ...bot, ...secret },
        { connection: { kind: 'http' }, oauth: null },
      ],
      [
        { ...bot, SLACK_APP_TOKEN: 'xapp-1' },
        { connection: { kind: 'socket' }, oauth: null },
      ],
      [
        { ...client, ...secret },
        { botToken: null, oauth: { clientId: '1.2' } },
      ],
      [
        { ...bot, ...client, ...secret },
        { botToken: 'xoxb-1', oauth: { clientId: '1.2' } },
      ],
      [{ ...bot, ...secret, SLACK_POST_EVERY_MS: '250' }, { secondsBetweenPosts: 0.25 }],
    ])('%# may stand together', (environment, settings) => {
      expect(slackOf(environment)).toMatchObject(settings)
    })

    it.each([
      ['SLACK_SIGNING_SECRET', bot],
      ['SLACK_BOT_TOKEN', secret],
      ['SLACK_CLIENT_SECRET', { ...bot, ...secret, SLACK_CLIENT_ID: '1.2' }],
      ['SLACK_SIGNING_SECRET', client],
      ['SLACK_APP_TOKEN', { ...bot, SLACK_APP_TOKEN: 'xoxb-1' }],
      ['SECRET_KEY', { ...production, ...client, ...secret }],
      ['SECRET_KEY', { ...production, ...client, ...secret, SECRET_KEY: 'short' }],
    ])('name %s where it is missing or wrong', (name, environment) => {
      expect(faultsOf(environment).join()).toContain(name)
    })

    it('are whole in production with a key that seals', () => {
      const environment = { ...production, ...client, ...secret, SECRET_KEY: key }

      expect(slackOf(environment)).toMatchObject({
        oauth: { redirectUrl: expect.stringMatching(/^https:.*oauth_redirect$/) },
      })
    })
  })
})

describe('.env.example', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(
    ([, name]) => name,
  )

  it('names every setting, once, and no other', () => {
    expect([...named].sort()).toEqual(Object.keys(Settings.shape).sort())
  })
})
