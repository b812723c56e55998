import type { Config } from './config.ts'
import { sampleAction } from './sample-action.ts'
import type { Service } from './start-service.ts'

/** What whoever started the service sees: where everything is, and the one command to try. */
export function banner(config: Config, service: Service): string {
  const { development } = service
  const lines = [
    '',
    `  Countersign is ready at ${service.url}`,
    '',
    `  database   ${service.database}`,
    `  policy     ${config.policyFile}  ${service.policyVersion.slice(0, 19)}`,
    `  slack      ${config.slack === null ? 'off (set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET)' : slackLine(config.slack)}`,
    `  teams      ${config.teams === null ? 'off (set MICROSOFT_APP_ID)' : 'on, at /api/messages'}`,
    `  sign-in    ${config.oidc === null ? 'off (set OIDC_ISSUER)' : `by ${config.oidc.issuer}`}`,
    `  directory  ${config.scimToken === null ? 'off (set SCIM_TOKEN)' : 'on, at /scim/v2'}`,
    `  contract   ${new URL('/openapi.json', service.url).href}`,
  ]
  if (development !== null) lines.push(...developmentLines(service.url, development))
  lines.push('', '  Ctrl-C stops everything that was started.', '')
  return `${lines.join('\n')}\n`
}

function slackLine({ connection, oauth }: NonNullable<Config['slack']>): string {
  const how = connection.kind === 'http' ? 'on, at /slack/events' : 'on, in Socket Mode'
  return oauth === null ? how : `${how}; workspaces install it at /slack/install`
}

function developmentLines(
  url: string,
  { link, secrets, secretsFile }: NonNullable<Service['development']>,
): string[] {
  const { action, resource, payload, summary } = sampleAction
  const body = JSON.stringify({
    action,
    resource,
    payload: { ...payload, token: undefined },
    summary,
  })
  return [
    '',
    '  Development mode: for this machine alone, with generated secrets.',
    `  secrets    ${secretsFile}`,
    `  agent key  ${secrets.sample_agent_key}  (sample-agent)`,
    `  console    ${link === '' ? 'closed: PUBLIC_URL is not this machine' : link}`,
    ...(link === ''
      ? []
      : ['             This link works once. It lets you be any person of the policy.']),
    '',
    '  Try it: npm run demo, or',
    '',
    `  curl -sS ${new URL('/v1/requests', url).href} \\`,
    `    -H "Authorization: Bearer ${secrets.sample_agent_key}" \\`,
    `    -H "Prefer: wait=60" \\`,
    `    -d '${body}'`,
  ]
}
