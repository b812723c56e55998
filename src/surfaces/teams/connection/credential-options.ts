import { X509Certificate } from 'node:crypto'
import type { TeamsSettings } from './connection.ts'

/**
 * The bot's credential as the SDK's configuration names it. The type is always said: without it the SDK
 * takes the bot for a multi-tenant one, which Entra refuses (AADSTS700016).
 */
export function credentialOptions({ appId, tenant, credential }: TeamsSettings) {
  const bot = { MicrosoftAppId: appId, MicrosoftAppTenantId: tenant }
  switch (credential.kind) {
    case 'password':
      return {
        ...bot,
        MicrosoftAppType: 'SingleTenant',
        MicrosoftAppPassword: credential.password,
      }
    case 'certificate':
      return {
        ...bot,
        MicrosoftAppType: 'SingleTenant',
        CertificateThumbprint: thumbprintOf(credential.certificate),
        CertificatePrivateKey: credential.privateKey,
      }
    case 'managed_identity':
      return { ...bot, MicrosoftAppType: 'UserAssignedMSI' }
  }
}

/** Entra knows a certificate by its SHA-1, without colons. */
function thumbprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint.replaceAll(':', '')
}
