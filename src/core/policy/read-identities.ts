import type { Read } from './place.ts'
import { fault } from './place.ts'
import type { Policy, TrustedIssuer, TrustedTenant, TrustedWorkspace } from './policy.ts'
import { openMap } from './read-map.ts'
import { list, oneOrMany, sorted } from './read-value.ts'
import { emailDomain, issuerUrl, slackTeam, tenantId } from './read-word.ts'

/** `identities`: whose word about a person's e-mail is taken. A platform that is not named is not believed. */
export const identities: Read<NonNullable<Policy['identities']>> = (place) => {
  const map = openMap(place)
  const slack = map?.optional('slack', trustedWorkspaces, [])
  const teams = map?.optional('teams', trustedTenants, [])
  const oidc = map?.optional('oidc', trustedIssuers, [])
  map?.close()
  return slack && teams && oidc && { slack, teams, oidc }
}

const trustedWorkspace: Read<TrustedWorkspace> = (place) => {
  const map = openMap(place)
  const team = map?.required('team', slackTeam)
  const domains = map?.required('trust_email_domains', oneOrMany(emailDomain))
  map?.close()
  if (team === undefined || domains === undefined) return undefined
  return { team, trustEmailDomains: sorted(domains) }
}

const trustedTenant: Read<TrustedTenant> = (place) => {
  const map = openMap(place)
  const tenant = map?.required('tenant', tenantId)
  const domains = map?.required('trust_email_domains', oneOrMany(emailDomain))
  map?.close()
  if (tenant === undefined || domains === undefined) return undefined
  return { tenant, trustEmailDomains: sorted(domains) }
}

const trustedIssuer: Read<TrustedIssuer> = (place) => {
  const map = openMap(place)
  const issuer = map?.required('issuer', issuerUrl)
  const domains = map?.required('trust_email_domains', oneOrMany(emailDomain))
  map?.close()
  if (issuer === undefined || domains === undefined) return undefined
  return { issuer, trustEmailDomains: sorted(domains) }
}

const trustedWorkspaces = eachOnce('Slack workspace', trustedWorkspace, ({ team }) => team)
const trustedTenants = eachOnce('Teams tenant', trustedTenant, ({ tenant }) => tenant)
const trustedIssuers = eachOnce('trusted issuer', trustedIssuer, ({ issuer }) => issuer)

/** In one order, so that theirs in the file means nothing. */
function eachOnce<T>(kind: string, read: Read<T>, idOf: (entry: T) => string): Read<T[]> {
  const readAll = list(read)
  return (place) => {
    const entries = readAll(place)
    if (entries === undefined) return undefined
    const ids = new Set(entries.map(idOf))
    if (ids.size < entries.length) {
      return fault(place, `found a ${kind} twice, expected each once`)
    }
    return entries.toSorted((left, right) => (idOf(left) < idOf(right) ? -1 : 1))
  }
}
