import { isRecord, type JsonRecord, recordsIn } from './slack-json.ts'
import { checkSlackView } from './slack-view-limits.ts'

/** What people have before them beside messages: a stack of modals each, and a Home tab. */
export interface SlackScreens {
  /** Whose click a trigger is of. */
  issued(trigger: string, user: string): void
  /** Learns from a call and its answer which view was opened, pushed, replaced or published. */
  heard(method: string, form: URLSearchParams, answer: string): void
  /** The modal on top, as Slack would draw it. */
  modal(user: string): JsonRecord | null
  home(user: string): JsonRecord | null
  close(user: string): void
  /** Does what the answer to a submitted form says; answers the errors that stand beside its inputs. */
  submitted(user: string, answer: unknown): Record<string, string>
}

export function openScreens(): SlackScreens {
  const clickers = new Map<string, string>()
  const stacks = new Map<string, JsonRecord[]>()
  const homes = new Map<string, JsonRecord>()
  const stackOf = (user: string) => {
    const stack = stacks.get(user) ?? []
    stacks.set(user, stack)
    return stack
  }
  const shows: Record<string, (view: JsonRecord, clicker: string, user: string) => void> = {
    'views.publish': (view, _, user) => void homes.set(user, view),
    'views.open': (view, clicker) => void stacks.set(clicker, [view]),
    'views.push': (view, clicker) => void stackOf(clicker).push(view),
    'views.update': (view) => {
      for (const stack of stacks.values()) {
        const at = stack.findIndex(({ id }) => id === view['id'])
        if (at >= 0) stack[at] = view
      }
    },
  }
  return {
    issued: (trigger, user) => void clickers.set(trigger, user),
    heard(method, form, answer) {
      const view = viewIn(method, answer)
      if (view === null) return
      const user = clickers.get(form.get('trigger_id') ?? '') ?? ''
      shows[method]?.(view, user, form.get('user_id') ?? '')
    },
    modal: (user) => stackOf(user).at(-1) ?? null,
    home: (user) => homes.get(user) ?? null,
    close: (user) => void stacks.set(user, []),
    submitted(user, answer) {
      const said = isRecord(answer) ? answer : {}
      switch (said['response_action']) {
        case 'errors': {
          const view = stackOf(user).at(-1) ?? {}
          return errorsOf(said, view)
        }
        case 'clear':
          stacks.set(user, [])
          return {}
        case 'update':
          checkSlackView(said['view'])
          stackOf(user).splice(-1, 1, { id: 'V0UPDATED', ...(said['view'] as JsonRecord) })
          return {}
        case undefined:
          stackOf(user).pop()
          return {}
        default:
          throw new Error(`Slack knows no response_action ${String(said['response_action'])}`)
      }
    },
  }
}

/** The view that a call showed; null where it showed none. */
function viewIn(method: string, answer: string): JsonRecord | null {
  const said: unknown = method.startsWith('views.') ? JSON.parse(answer) : null
  return isRecord(said) && said['ok'] === true && isRecord(said['view']) ? said['view'] : null
}

/** Slack shows an error only beside an input of the view. */
function errorsOf(answer: JsonRecord, view: JsonRecord): Record<string, string> {
  const errors = isRecord(answer['errors']) ? answer['errors'] : {}
  const inputs = recordsIn(view, 'blocks')
    .filter(({ type }) => type === 'input')
    .map((block) => String(block['block_id']))
  const stray = Object.keys(errors).filter((key) => !inputs.includes(key))
  if (stray.length > 0) throw new Error(`there is no input ${stray.join(', ')}`)
  return Object.fromEntries(Object.entries(errors).map(([key, text]) => [key, String(text)]))
}
