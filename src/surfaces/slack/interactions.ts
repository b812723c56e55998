import type { App, ViewSubmitAction } from '@slack/bolt'
import type { PersonalVerbs } from '../../app/ports.ts'
import type { RequestId } from '../../contract/ids.ts'
import type { ActPorts } from './act.ts'
import { answerPrivately } from './answer.ts'
import { createFollowHomes } from './follow-homes.ts'
import { createHomeTabs, type HomeTabs } from './home-tabs.ts'
import type { Homes } from './homes.ts'
import type { Log } from './log.ts'
import type { ReadProfile } from './profile.ts'
import { type ClickPorts, receiveClick } from './receive-click.ts'
import { receiveCommand } from './receive-command.ts'
import { receiveHomeOpened } from './receive-event.ts'
import { receiveForm } from './receive-form.ts'

interface InteractionPorts {
  verbs: PersonalVerbs
  homes: Homes
  profiles: ReadProfile
  log: Log
  /** Where people find everything that waits for them. */
  consoleUrl: string
}

type Track = <Result>(work: Promise<Result>) => Promise<Result>

export interface Interactions {
  /** Puts the handlers on one Bolt app. There may be several: they share what they know. */
  hear(bolt: App): void
  /** A request was settled, wherever that was. */
  follow(request: RequestId): void
  /** Waits for what is under way. */
  settled(): Promise<void>
}

/** Everything that people do in Slack: press a button, submit a form, open the Home tab, write a command. */
export function createInteractions(given: InteractionPorts): Interactions {
  const underWay = new Set<Promise<unknown>>()
  const track: Track = (work) => {
    const done = work.finally(() => underWay.delete(done))
    underWay.add(done)
    return done
  }
  const ports = { ...given, ...actPorts(given, track) }
  return {
    follow: createFollowHomes(ports.tabs, ports.refreshHome),
    hear: (bolt) => {
      // One handler for every button: Bolt runs all that match, and a second acknowledgement is an error.
      bolt.action(/^/, ({ body, ack }) => track(receiveClick(ports, body, ack)))
      bolt.view<ViewSubmitAction>({ callback_id: /^/, type: 'view_submission' }, ({ body, ack }) =>
        track(receiveForm(ports, body, ack)),
      )
      bolt.command(/^/, ({ body, ack }) => track(receiveCommand(ports, body, ack)))
      bolt.event('app_home_opened', ({ body }) => track(receiveHomeOpened(ports.tabs, body)))
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}

/** What a click needs of the surface: a voice to the person alone, and the Home tab that follows what they do. */
function actPorts(
  given: InteractionPorts,
  track: Track,
): Pick<ActPorts, 'answer' | 'refreshHome'> & Pick<ClickPorts, 'turnHome'> & { tabs: HomeTabs } {
  const { homes, log } = given
  const tabs = createHomeTabs(given)
  const afterwards = (work: Promise<unknown>) => {
    void track(work.catch((err: unknown) => log.error({ err }, 'A Home tab failed')))
  }
  return {
    tabs,
    answer: (asker, answer) => answerPrivately(homes, log, asker, answer),
    refreshHome: (who) => afterwards(tabs.show(who)),
    turnHome: (who, page) => afterwards(tabs.show(who, { page })),
  }
}
