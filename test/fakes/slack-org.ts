import { type Deliver, type SlackHand, slackHand } from './slack-hand.ts'
import { isRecord, type JsonRecord } from './slack-json.ts'
import { type SlackWorkspace, signed } from './slack-workspace.ts'

/**
 * What people do where the app is installed org-wide: the same, and Slack names the organisation with it. In an event
 * only the authorisation says so (https://docs.slack.dev/apis/events-api, "Event type structure").
 */
export function orgHand(
  workspace: SlackWorkspace,
  { organisation, team }: { organisation: string; team: string },
  deliver: Deliver,
): SlackHand {
  return slackHand(workspace, async (body, headers) => {
    const changed = changedBody(body, organisation, team)
    return deliver(changed, { ...headers, ...signed(changed), 'content-type': typeOf(headers) })
  })
}

function typeOf(headers: Record<string, string>): string {
  return headers['content-type'] ?? ''
}

function changedBody(body: string, organisation: string, team: string): string {
  if (body.startsWith('{')) return JSON.stringify(orgEvent(record(body), organisation, team))
  const form = new URLSearchParams(body)
  const payload = form.get('payload')
  if (payload === null) {
    form.set('is_enterprise_install', 'true')
    form.set('enterprise_id', organisation)
    form.set('team_id', team)
    return form.toString()
  }
  const given = record(payload)
  const user = isRecord(given['user']) ? given['user'] : {}
  const changed = {
    ...given,
    is_enterprise_install: true,
    enterprise: { id: organisation, name: 'An organisation' },
    team: given['type'] === 'view_submission' ? null : { id: team, enterprise_id: organisation },
    user: { ...user, team_id: team },
  }
  return `payload=${encodeURIComponent(JSON.stringify(changed))}`
}

/** An event of an org-wide installation, as its envelope says whose it is. */
export function orgEvent(envelope: JsonRecord, organisation: string, team: string): JsonRecord {
  const authorization = {
    enterprise_id: organisation,
    team_id: null,
    user_id: 'U0BOT',
    is_bot: true,
  }
  return {
    ...envelope,
    team_id: team,
    authorizations: [{ ...authorization, is_enterprise_install: true }],
  }
}

function record(text: string): JsonRecord {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new Error('what Slack sends is an object')
  return value
}
