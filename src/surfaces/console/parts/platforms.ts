import type { Account } from '../../../app/ports.ts'

interface Platform {
  /** As it stands in a sentence. */
  name: string
  /** As it stands alone. */
  heading: string
  /** What its people call the two ids that make an account. */
  tenant: string
  subject: string
}

/** How each platform's people call it, and the two ids that make an account. */
export const platforms: Record<Account['provider'], Platform> = {
  slack: { name: 'Slack', heading: 'Slack', tenant: 'Workspace id', subject: 'Member id' },
  entra: {
    name: 'Microsoft Teams',
    heading: 'Microsoft Teams',
    tenant: 'Tenant id',
    subject: 'Object id',
  },
  oidc: { name: 'OpenID Connect', heading: 'OpenID Connect', tenant: 'Issuer', subject: 'Subject' },
  scim: { name: 'the directory', heading: 'Directory', tenant: 'Directory', subject: 'User id' },
  development: { name: 'development', heading: 'Development', tenant: 'Place', subject: 'E-mail' },
}
