import { isRecord, type JsonRecord, recordsIn } from './slack-json.ts'
import {
  commandBody,
  type Entered,
  homeOpenedBody,
  type Press,
  pressBody,
  submitBody,
  viewPressBody,
} from './slack-presses.ts'
import { type SlackWorkspace, signed } from './slack-workspace.ts'

/** Sends a body to the path that Slack calls; answers with status and text. */
export type Deliver = (
  body: string,
  headers: Record<string, string>,
) => Promise<{ status: number; text: string }>

interface Clicked {
  status: number
  /** What stands beside the inputs of a form that was not taken. */
  errors: Record<string, string>
}

/** What people do in Slack's own client, with what they have before them. */
export interface SlackHand {
  /** Presses a button of a message. A trigger comes along, as with every click. */
  press(user: string, message: Posted, label: string, changes?: Partial<Press>): Promise<Clicked>
  /** Presses a button of the modal on top, or of the Home tab where `nth` says which of that name. */
  pressInModal(user: string, label: string): Promise<Clicked>
  pressInHome(user: string, label: string, nth?: number): Promise<Clicked>
  /** Submits the modal on top. */
  submit(user: string, entered?: Entered): Promise<Clicked>
  command(user: string, text: string): Promise<{ status: number; answer: JsonRecord | null }>
  openHome(user: string): Promise<number>
}

interface Posted {
  ts: string
  blocks: JsonRecord[]
}

export function slackHand(workspace: SlackWorkspace, deliver: Deliver): SlackHand {
  const { front } = workspace
  const { screens } = front

  async function pressIn(user: string, view: JsonRecord, label: string, nth: number) {
    const button = workspace
      .buttons({ blocks: recordsIn(view, 'blocks') })
      .filter(({ text }) => text === label)[nth]
    if (button === undefined) throw new Error(`there is no button ${label}`)
    const isModal = view['type'] === 'modal'
    const trigger = await workspace.trigger(user, isModal ? String(view['id']) : undefined)
    const body = viewPressBody({ user, trigger, view, button })
    const { status } = await deliver(body, signed(body))
    return { status, errors: {} }
  }

  return {
    async press(user, message, label, changes = {}) {
      const button = workspace.buttons(message).find(({ text }) => text === label)
      if (button === undefined) throw new Error(`there is no button ${label}`)
      const body = pressBody({
        user,
        channel: workspace.channel,
        ts: message.ts,
        button,
        responseUrl: front.responseUrl,
        trigger: changes.trigger ?? (await workspace.trigger(user)),
        ...changes,
      })
      const { status } = await deliver(body, signed(body))
      return { status, errors: {} }
    },
    pressInModal: (user, label) => pressIn(user, shown(screens.modal(user)), label, 0),
    pressInHome: (user, label, nth = 0) => pressIn(user, shown(screens.home(user)), label, nth),
    async submit(user, entered = {}) {
      const view = shown(screens.modal(user))
      const trigger = await workspace.trigger(user)
      const body = submitBody({ user, trigger, view, entered })
      const { status, text } = await deliver(body, signed(body))
      const errors = status === 200 ? screens.submitted(user, parse(text)) : {}
      return { status, errors }
    },
    async command(user, text) {
      const body = commandBody({ user, trigger: await workspace.trigger(user) }, text)
      const answer = await deliver(body, signed(body))
      return { status: answer.status, answer: parse(answer.text) }
    },
    async openHome(user) {
      const body = homeOpenedBody(user, screens.home(user))
      const headers = { ...signed(body), 'content-type': 'application/json' }
      return (await deliver(body, headers)).status
    },
  }
}

function shown(view: JsonRecord | null): JsonRecord {
  if (view === null) throw new Error('there is nothing to press')
  return view
}

function parse(text: string): JsonRecord | null {
  const value: unknown = text === '' ? null : JSON.parse(text)
  return isRecord(value) ? value : null
}
