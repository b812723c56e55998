import type { Account } from '../../../app/ports.ts'

interface Platform {
  name: string
  /** What its people call the two ids that make an account. */
  tenant: string
  subject: string
}

/** How each platform's people call it, and the two ids that make an account. */
export const platforms: Record<Account['provider'], Platform> = {
  slack: { name: 'Slack', tenant: 'Workspace id', subject: 'Member id' },
  entra: { name: 'Microsoft Teams', tenant: 'Tenant id', subject: 'Object id' },
  oidc: { name: 'OpenID Connect', tenant: 'Issuer', subject: 'Subject' },
  scim: { name: 'the directory', tenant: 'Directory', subject: 'User id' },
  development: { name: 'development', tenant: 'Place', subject: 'E-mail' },
}
