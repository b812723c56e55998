import type { Activity } from './activity.ts'
import { allowsServiceUrl } from './connection/allowed-hosts.ts'
import type { TeamsSettings } from './connection/connection.ts'

/** Why a call was not let in, as it is recorded. */
export type Suspicion =
  | 'unsigned'
  | 'forged'
  | 'malformed'
  | 'too_large'
  | 'wrong_channel'
  | 'wrong_recipient'
  | 'wrong_tenant'
  | 'wrong_service_url'

interface GuardPorts {
  settings: TeamsSettings
  /** The tenants whose activities are heard, as lower-cased ids. */
  allowedTenants: () => Promise<string[]>
}

/**
 * What the SDK does not check: it lets any tenant, any other channel and, where the body names none,
 * any service URL in. Null: the activity is meant for us and comes from where it may.
 */
export async function suspect(
  { settings, allowedTenants }: GuardPorts,
  activity: Activity,
): Promise<Suspicion | null> {
  if (activity.channelId !== 'msteams') {
    return 'wrong_channel'
  }
  if (activity.recipient.toLowerCase() !== `28:${settings.appId}`.toLowerCase()) {
    return 'wrong_recipient'
  }
  if (!allowsServiceUrl(settings, activity.serviceUrl)) {
    return 'wrong_service_url'
  }
  const tenants = (await allowedTenants()).map((tenant) => tenant.toLowerCase())
  return activity.tenant !== null && tenants.includes(activity.tenant) ? null : 'wrong_tenant'
}
