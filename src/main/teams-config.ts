import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { isLoopbackHost } from '../core/loopback.ts'
import type {
  TeamsCloud,
  TeamsCredential,
  TeamsSettings,
} from '../surfaces/teams/connection/connection.ts'

const Guid = z.guid('must be a GUID').toLowerCase()
const Address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })

/** The settings of Microsoft Teams, by their environment variables. */
export const TeamsSettingsOfEnvironment = {
  MICROSOFT_APP_ID: Guid.optional(),
  MICROSOFT_APP_PASSWORD: z.string().min(1).optional(),
  MICROSOFT_APP_CERTIFICATE: z
    .string()
    .refine(isCertificate, 'must be a certificate in PEM form')
    .optional(),
  MICROSOFT_APP_CERTIFICATE_KEY: z
    .string()
    .includes('PRIVATE KEY', { error: 'must be a private key in PEM form' })
    .optional(),
  MICROSOFT_APP_TENANT_ID: Guid.optional(),
  MICROSOFT_APP_TYPE: z
    .enum(['SingleTenant', 'UserAssignedMSI'], { error: 'must be SingleTenant or UserAssignedMSI' })
    .default('SingleTenant'),
  TEAMS_CLOUD: z
    .enum(['public', 'gcc', 'gcc_high'], { error: 'must be public, gcc or gcc_high' })
    .default('public'),
  TEAMS_OPENID_METADATA_URL: Address.optional(),
  TEAMS_LOGIN_URL: Address.optional(),
  TEAMS_SERVICE_URL: Address.optional(),
  TEAMS_AUTH: z.enum(['required', 'off'], { error: 'must be required or off' }).default('required'),
}

/** What of the settings Teams' depend on. */
interface Given {
  NODE_ENV: string
  HOST?: string | undefined
  PUBLIC_URL?: string | undefined
  MICROSOFT_APP_ID?: string | undefined
  MICROSOFT_APP_PASSWORD?: string | undefined
  MICROSOFT_APP_CERTIFICATE?: string | undefined
  MICROSOFT_APP_CERTIFICATE_KEY?: string | undefined
  MICROSOFT_APP_TENANT_ID?: string | undefined
  MICROSOFT_APP_TYPE: 'SingleTenant' | 'UserAssignedMSI'
  TEAMS_CLOUD: TeamsCloud
  TEAMS_OPENID_METADATA_URL?: string | undefined
  TEAMS_LOGIN_URL?: string | undefined
  TEAMS_SERVICE_URL?: string | undefined
  TEAMS_AUTH: 'required' | 'off'
}

/** Rules that join several of them. A blank id never means that nobody is checked: Teams is off then. */
export function teamsFaults(given: Given): string[] {
  const faults: string[] = []
  const need = (missing: boolean, sentence: string) => missing && faults.push(sentence)
  const isOn = given.MICROSOFT_APP_ID !== undefined
  const isLocal = isLocalDevelopment(given)
  need(
    given.TEAMS_AUTH === 'off' && !isLocal,
    'TEAMS_AUTH: off is for development on a loopback address alone, since anybody could then decide for anybody',
  )
  need(
    !isOn && isTeamsMeant(given),
    'MICROSOFT_APP_ID: is missing, and Teams is switched on by it alone',
  )
  for (const name of [
    'TEAMS_OPENID_METADATA_URL',
    'TEAMS_LOGIN_URL',
    'TEAMS_SERVICE_URL',
  ] as const) {
    const address = given[name]
    need(
      address !== undefined && !isSafeAddress(address, isLocal),
      `${name}: must be an https address; plain http is for loopback in development alone`,
    )
  }
  need(
    isOn && given.MICROSOFT_APP_TENANT_ID === undefined,
    'MICROSOFT_APP_TENANT_ID: is required: the tenant that the bot is registered in',
  )
  if (!isOn || given.TEAMS_AUTH === 'off') return faults
  need(
    (given.MICROSOFT_APP_CERTIFICATE === undefined) !==
      (given.MICROSOFT_APP_CERTIFICATE_KEY === undefined),
    'MICROSOFT_APP_CERTIFICATE and MICROSOFT_APP_CERTIFICATE_KEY: stand together',
  )
  need(
    !isKeyOfCertificate(given),
    'MICROSOFT_APP_CERTIFICATE_KEY: is not the unencrypted private key of MICROSOFT_APP_CERTIFICATE',
  )
  need(
    given.MICROSOFT_APP_TYPE === 'SingleTenant' &&
      given.MICROSOFT_APP_CERTIFICATE === undefined &&
      given.MICROSOFT_APP_CERTIFICATE_KEY === undefined &&
      given.MICROSOFT_APP_PASSWORD === undefined,
    'MICROSOFT_APP_PASSWORD: is required, or MICROSOFT_APP_CERTIFICATE with its key, or MICROSOFT_APP_TYPE=UserAssignedMSI',
  )
  return faults
}

/** What the Teams surface is told; null where Teams is off. Run `teamsFaults` first. */
export function teamsOf(given: Given): TeamsSettings | null {
  if (given.MICROSOFT_APP_ID === undefined) return null
  return {
    appId: given.MICROSOFT_APP_ID,
    tenant: given.MICROSOFT_APP_TENANT_ID ?? '',
    credential: credentialOf(given) ?? { kind: 'managed_identity' },
    cloud: given.TEAMS_CLOUD,
    auth: given.TEAMS_AUTH,
    openIdMetadataUrl: given.TEAMS_OPENID_METADATA_URL ?? null,
    loginUrl: given.TEAMS_LOGIN_URL ?? null,
    serviceUrl: given.TEAMS_SERVICE_URL ?? null,
  }
}

function credentialOf(given: Given): TeamsCredential | null {
  if (given.MICROSOFT_APP_TYPE === 'UserAssignedMSI') return { kind: 'managed_identity' }
  const { MICROSOFT_APP_CERTIFICATE: certificate, MICROSOFT_APP_CERTIFICATE_KEY: privateKey } =
    given
  if (certificate !== undefined && privateKey !== undefined) {
    return { kind: 'certificate', certificate, privateKey }
  }
  const password = given.MICROSOFT_APP_PASSWORD
  return password === undefined ? null : { kind: 'password', password }
}

/** True where there is nothing to compare. Found out here, it is one sentence; later it would be cards without a token. */
function isKeyOfCertificate(given: Given): boolean {
  const { MICROSOFT_APP_CERTIFICATE: certificate, MICROSOFT_APP_CERTIFICATE_KEY: key } = given
  if (certificate === undefined || key === undefined) return true
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

function isTeamsMeant(given: Given): boolean {
  return (
    given.MICROSOFT_APP_PASSWORD !== undefined ||
    given.MICROSOFT_APP_CERTIFICATE !== undefined ||
    given.MICROSOFT_APP_CERTIFICATE_KEY !== undefined ||
    given.MICROSOFT_APP_TYPE !== 'SingleTenant' ||
    given.MICROSOFT_APP_TENANT_ID !== undefined ||
    given.TEAMS_AUTH === 'off'
  )
}

function isLocalDevelopment({ NODE_ENV, HOST, PUBLIC_URL }: Given): boolean {
  const isLocalName = PUBLIC_URL === undefined || isLoopbackHost(new URL(PUBLIC_URL).host)
  return NODE_ENV !== 'production' && isLocalName && (HOST === undefined || isLoopbackHost(HOST))
}

function isSafeAddress(address: string, isLocal: boolean): boolean {
  const { protocol, host } = new URL(address)
  return protocol === 'https:' || (isLocal && isLoopbackHost(host))
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).fingerprint.length > 0
  } catch {
    return false
  }
}
