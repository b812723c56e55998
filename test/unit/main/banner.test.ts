import { describe, expect, it } from '@jest/globals'
import { banner } from '../../../src/main/banner.ts'
import type { Config } from '../../../src/main/config.ts'
import type { Service } from '../../../src/main/start-service.ts'

const off = { policyFile: 'policy.yaml', slack: null, teams: null, oidc: null, scimToken: null }
const service = {
  url: 'https://countersign.example.com/',
  database: 'at db.example.com',
  policyVersion: 'sha256:0123456789abcdef',
  development: null,
}

function lines(config: Partial<Config>): string[] {
  return banner({ ...off, ...config } as Config, service as Service).split('\n')
}

describe('what is said at the start', () => {
  it('names the setting that switches on whatever is off', () => {
    expect(lines({})).toEqual(
      expect.arrayContaining([
        '  sign-in    off (set OIDC_ISSUER)',
        '  directory  off (set SCIM_TOKEN)',
        '  teams      off (set MICROSOFT_APP_ID)',
      ]),
    )
  })

  it('says who signs people in and where the directory pushes, and no secret of either', () => {
    const oidc = {
      issuer: 'https://login.example.com',
      clientId: 'countersign',
      clientSecret: 'hidden',
      redirectUri: '',
      signedOutUri: '',
    }
    const said = lines({ oidc, scimToken: 'hidden' })

    expect(said).toContain('  sign-in    by https://login.example.com')
    expect(said).toContain('  directory  on, at /scim/v2')
    expect(said.join('\n')).not.toContain('hidden')
  })
})
