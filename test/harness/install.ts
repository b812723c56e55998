import type { SlackFront } from '../fakes/slack-faults.ts'
import type { RunningService } from './service.ts'

/** What Slack grants to whoever comes next with a code. An organisation has no workspace of its own. */
export function grantInstall(
  front: Pick<SlackFront, 'fail'>,
  { team = null, organisation = null, token }: InstallGrant,
): void {
  front.fail('oauth.v2.access', {
    kind: 'json',
    body: {
      ok: true,
      app_id: 'A0TEST',
      authed_user: { id: 'U0ADMIN' },
      scope: 'chat:write,users:read,users:read.email',
      token_type: 'bot',
      access_token: token,
      bot_user_id: 'U0BOT',
      team: team === null ? null : { id: team, name: 'A team' },
      enterprise: organisation === null ? null : { id: organisation, name: 'An organisation' },
      is_enterprise_install: team === null,
    },
  })
}

interface InstallGrant {
  team?: string | null
  organisation?: string | null
  token: string
}

/** Goes to Slack as somebody's browser would, who agrees there, and comes back. */
export async function agreeToInstall(
  { url }: Pick<RunningService, 'url'>,
  {
    keepCookie = true,
    changeState = (state: string) => state,
  }: { keepCookie?: boolean; changeState?: (state: string) => string } = {},
) {
  const away = await fetch(new URL('/slack/install', url), { redirect: 'manual' })
  const consent = new URL(away.headers.get('location') ?? '')
  const given = consent.searchParams.get('state') ?? ''
  const back = new URL('/slack/oauth_redirect', url)
  back.searchParams.set('code', 'a-code')
  back.searchParams.set('state', changeState(given))
  const cookie = (away.headers.get('set-cookie')?.split(';')[0] ?? '').replace(
    given,
    changeState(given),
  )
  const answer = await fetch(back, { headers: keepCookie ? { cookie } : {} })
  return { consent, status: answer.status, text: await answer.text() }
}
