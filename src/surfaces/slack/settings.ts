/** What the operator says of the Slack app. */
export interface SlackSettings {
  /** The token of one workspace; null where workspaces install the app by themselves alone. */
  botToken: string | null
  /** How Slack's events reach us. */
  connection: { kind: 'http'; signingSecret: string } | { kind: 'socket'; appToken: string }
  oauth: SlackOAuth | null
  /** Base address of the Web API with its last slash, for tests. Null: Slack's own. */
  apiUrl: string | null
  /** Slack takes about one message a second into one channel: https://docs.slack.dev/apis/web-api/rate-limits */
  secondsBetweenPosts: number
}

export interface SlackOAuth {
  clientId: string
  clientSecret: string
  redirectUrl: string
}
