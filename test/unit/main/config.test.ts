import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { laterSettings, readConfig, Settings } from '../../../src/main/config.ts'

const token = 'a-token-of-at-least-32-characters-0123'
const production = {
  NODE_ENV: 'production',
  ADMIN_TOKEN: token,
  PUBLIC_URL: 'https://countersign.example.com',
  DATABASE_URL: 'postgres://db/countersign',
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
      slack: null,
    })
  })

  it.each(['ADMIN_TOKEN', 'PUBLIC_URL', 'DATABASE_URL'])(
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

  it('name what is set and not used yet', () => {
    const read = readConfig({ OIDC_ISSUER: 'https://login.example.com' })

    expect(read.ok && read.config.unused).toEqual(['OIDC_ISSUER'])
  })
})

describe('.env.example', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(
    ([, name]) => name,
  )

  it('names every setting, once, and no other', () => {
    expect([...named].sort()).toEqual(Object.keys(Settings.shape).sort())
  })

  it('names nothing that this version does not use', () => {
    expect(named.filter((name) => laterSettings.includes(String(name)))).toEqual([])
  })
})
