import { isRecord, type JsonRecord, recordsIn } from './slack-json.ts'
import { teamId } from './slack-workspace.ts'

interface Who {
  user: string
  userTeam?: string
  /** The workspace that it came through. */
  team?: string
  trigger?: string
}

export interface Press extends Who {
  channel: string
  ts: string
  button: { action_id: string; block_id: string; value?: string | undefined }
  responseUrl?: string
  /** The message is one that its reader alone sees. */
  isEphemeral?: boolean
}

/** The form body that Slack sends when somebody presses a button of a message. */
export function pressBody(press: Press): string {
  return formOf({
    ...whoOf(press),
    type: 'block_actions',
    channel: { id: press.channel },
    message: { ts: press.ts },
    container: {
      type: 'message',
      message_ts: press.ts,
      channel_id: press.channel,
      ...(press.isEphemeral === true ? { is_ephemeral: true } : {}),
    },
    ...(press.responseUrl === undefined ? {} : { response_url: press.responseUrl }),
    actions: [{ type: 'button', action_ts: '1', ...press.button }],
  })
}

/** The same for a button of a modal or of a Home tab. */
export function viewPressBody(press: Who & { view: JsonRecord; button: Press['button'] }): string {
  return formOf({
    ...whoOf(press),
    type: 'block_actions',
    container: { type: 'view', view_id: press.view['id'] },
    view: { ...press.view, state: { values: {} } },
    actions: [{ type: 'button', action_ts: '1', ...press.button }],
  })
}

/** What somebody entered, by the block of the input: a text, or the text of the chosen option. */
export type Entered = Record<string, string>

/**
 * The form body of a submitted modal. Throws where Slack's own client would not send it: no submit button, an input
 * that is not there, nothing in one that has to be filled, too much text, an option that is not offered.
 */
export function submitBody(submit: Who & { view: JsonRecord; entered: Entered }): string {
  const { view, entered } = submit
  if (!isRecord(view['submit'])) throw new Error('the view cannot be submitted')
  const inputs = recordsIn(view, 'blocks').filter(({ type }) => type === 'input')
  const names = inputs.map((block) => String(block['block_id']))
  const stray = Object.keys(entered).filter((name) => !names.includes(name))
  if (stray.length > 0) throw new Error(`there is no input ${stray.join(', ')}`)
  const values = Object.fromEntries(
    inputs.map((block) => [
      block['block_id'],
      stateOf(block, entered[String(block['block_id'])] ?? null),
    ]),
  )
  return formOf({ ...whoOf(submit), type: 'view_submission', view: { ...view, state: { values } } })
}

/** The form body of a slash command. */
export function commandBody({ user, trigger }: Who, text: string): string {
  return new URLSearchParams({
    team_id: teamId,
    user_id: user,
    channel_id: 'C0ANYWHERE',
    command: '/countersign',
    text,
    api_app_id: 'A0TEST',
    response_url: 'https://hooks.slack.com/commands/1',
    ...(trigger === undefined ? {} : { trigger_id: trigger }),
  }).toString()
}

/** What Slack sends, as JSON, when somebody opens the app's Home tab. */
export function homeOpenedBody(user: string, view: JsonRecord | null): string {
  return JSON.stringify({
    type: 'event_callback',
    event_id: `Ev${user}`,
    team_id: teamId,
    api_app_id: 'A0TEST',
    event: { type: 'app_home_opened', user, tab: 'home', ...(view === null ? {} : { view }) },
  })
}

/** What Slack sends when the app is removed from a workspace, or its token revoked. */
export function removalBody(team: string, event: object, seconds: number): string {
  return JSON.stringify({
    type: 'event_callback',
    api_app_id: 'A0TEST',
    event_id: `Ev${seconds}`,
    event_time: seconds,
    team_id: team,
    event,
  })
}

/** What a form body carries, as it comes through a socket. */
export function payloadIn(body: string): JsonRecord {
  const payload: unknown = JSON.parse(new URLSearchParams(body).get('payload') ?? 'null')
  if (!isRecord(payload)) throw new Error('only a form with a payload goes through a socket here')
  return payload
}

function stateOf(block: JsonRecord, text: string | null): JsonRecord {
  const element = isRecord(block['element']) ? block['element'] : {}
  const action = String(element['action_id'])
  if (text === null && block['optional'] !== true) throw new Error('an input has to be filled')
  if (element['type'] === 'static_select' || element['type'] === 'checkboxes') {
    return { [action]: chosenState(element, text) }
  }
  const charsMax = Number(element['max_length'] ?? Number.POSITIVE_INFINITY)
  if ((text ?? '').length > charsMax) throw new Error('more text than the input takes')
  return { [action]: { type: 'plain_text_input', value: text } }
}

function chosenState(element: JsonRecord, text: string | null): JsonRecord {
  const { type } = element
  const chosen = recordsIn(element, 'options').find(
    (option) => isRecord(option['text']) && option['text']['text'] === text,
  )
  if (text !== null && chosen === undefined) throw new Error(`there is no option ${text}`)
  return type === 'static_select'
    ? { type, selected_option: chosen ?? null }
    : { type, selected_options: chosen === undefined ? [] : [chosen] }
}

function whoOf({ user, userTeam, team, trigger }: Who): JsonRecord {
  return {
    api_app_id: 'A0TEST',
    team: { id: team ?? teamId },
    user: { id: user, team_id: userTeam ?? teamId },
    ...(trigger === undefined ? {} : { trigger_id: trigger }),
  }
}

function formOf(payload: JsonRecord): string {
  return `payload=${encodeURIComponent(JSON.stringify(payload))}`
}
