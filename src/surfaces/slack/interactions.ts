import type { App, ViewSubmitAction } from '@slack/bolt'
import type { PersonalVerbs } from '../../app/ports.ts'
import type { ActPorts } from './act.ts'
import { answerPrivately } from './answer.ts'
import type { ClientsOf } from './clients.ts'
import { createHomes } from './homes.ts'
import type { Log } from './log.ts'
import type { ReadProfile } from './profile.ts'
import { type ClickPorts, receiveClick } from './receive-click.ts'
import { receiveCommand } from './receive-command.ts'
import { receiveHomeOpened } from './receive-event.ts'
import { receiveForm } from './receive-form.ts'

export interface Interactions {
  verbs: PersonalVerbs
  clients: ClientsOf
  profiles: ReadProfile
  log: Log
  /** Where people find everything that waits for them. */
  consoleUrl: string
}

/**
 * Everything that people do in Slack: press a button, submit a form, open the Home tab, write a command.
 *
 * @returns What is under way, so that a stop can wait for it.
 */
export function mountInteractions(bolt: App, given: Interactions): Set<Promise<unknown>> {
  const underWay = new Set<Promise<unknown>>()
  const track = <Result>(work: Promise<Result>): Promise<Result> => {
    const done = work.finally(() => underWay.delete(done))
    underWay.add(done)
    return done
  }
  const ports = { ...given, ...actPorts(given, track) }
  // One handler for every button: Bolt runs all that match, and a second acknowledgement is an error.
  bolt.action(/^/, ({ body, ack }) => track(receiveClick(ports, body, ack)))
  bolt.view<ViewSubmitAction>({ callback_id: /^/, type: 'view_submission' }, ({ body, ack }) =>
    track(receiveForm(ports, body, ack)),
  )
  bolt.command(/^/, ({ body, ack }) => track(receiveCommand(ports, body, ack)))
  bolt.event('app_home_opened', ({ body }) => track(receiveHomeOpened(ports.homes, body)))
  return underWay
}

/** What a click needs of the surface: a voice to the person alone, and the Home tab that follows what they do. */
function actPorts(
  given: Interactions,
  track: (work: Promise<unknown>) => Promise<unknown>,
): Pick<ActPorts, 'answer' | 'refreshHome'> &
  Pick<ClickPorts, 'turnHome'> & { homes: ReturnType<typeof createHomes> } {
  const { clients, log } = given
  const homes = createHomes(given)
  const afterwards = (work: Promise<unknown>) => {
    void track(work.catch((err: unknown) => log.error({ err }, 'A Home tab failed')))
  }
  return {
    homes,
    answer: async (asker, answer) =>
      answerPrivately((await clients(asker.team)).interactive, log, asker, answer),
    refreshHome: (person, account) => afterwards(homes.show(person, account)),
    turnHome: (person, account, page) => afterwards(homes.show(person, account, { page })),
  }
}
