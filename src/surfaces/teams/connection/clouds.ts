import type { TeamsCloud, TeamsSettings } from './connection.ts'

/** Where one Microsoft cloud keeps what a bot needs. The values are the Bot Framework SDK's own constants. */
interface Cloud {
  /** Base address of Microsoft Entra ID, without a last slash. */
  login: string
  /** What our token for the connector is for. */
  scope: string
  /** Who signs the tokens of the calls that we get, and where their keys are listed. */
  issuer: string
  openIdMetadataUrl: string
  /** Where the tokens of the SDK's emulator would come from. None of them is accepted here. */
  emulatorMetadataUrl: string
  oauthUrl: string
  callerId: string
  /** The only host that cards are sent to and activities may name. */
  serviceHost: string
  /**
   * The service URL until one of a real conversation is known: learn.microsoft.com, "Send proactive
   * messages".
   */
  serviceUrl: string
}

const publicCloud: Cloud = {
  login: 'https://login.microsoftonline.com',
  scope: 'https://api.botframework.com',
  issuer: 'https://api.botframework.com',
  openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  emulatorMetadataUrl:
    'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
  oauthUrl: 'https://api.botframework.com',
  callerId: 'urn:botframework:azure',
  serviceHost: 'smba.trafficmanager.net',
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
}

const clouds: Record<TeamsCloud, Cloud> = {
  public: publicCloud,
  /** The moderate government cloud signs in and signs as the public one does. */
  gcc: {
    ...publicCloud,
    serviceHost: 'smba.infra.gcc.teams.microsoft.com',
    serviceUrl: 'https://smba.infra.gcc.teams.microsoft.com/teams/',
  },
  gcc_high: {
    login: 'https://login.microsoftonline.us',
    scope: 'https://api.botframework.us',
    issuer: 'https://api.botframework.us',
    openIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    emulatorMetadataUrl:
      'https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/v2.0/.well-known/openid-configuration',
    oauthUrl: 'https://api.botframework.azure.us',
    callerId: 'urn:botframework:azureusgov',
    serviceHost: 'smba.infra.gov.teams.microsoft.us',
    serviceUrl: 'https://smba.infra.gov.teams.microsoft.us/teams/',
  },
}

/** The cloud of these settings. */
export function cloudOf({ cloud }: Pick<TeamsSettings, 'cloud'>): Cloud {
  return clouds[cloud]
}

/** Where the bot gets its own token: the tenant's login. */
export function tenantLoginOf(settings: TeamsSettings): string {
  const base = settings.loginUrl ?? cloudOf(settings).login
  return `${base.replace(/\/+$/, '')}/${settings.tenant}`
}
