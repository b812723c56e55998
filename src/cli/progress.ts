import type { RequestObject } from '../contract/request.ts'
import { clipped } from './aligned.ts'
import type { Outlet } from './desk.ts'
import { moment, roughly } from './duration.ts'
import { inert } from './inert.ts'
import { needsOf } from './request-lines.ts'

/** The line that says what is waited for. */
export interface Progress {
  show(request: RequestObject): void
  /** The service does not answer just now. */
  lost(): void
  /** Leaves the line, so that what comes next starts on one of its own. */
  end(): void
}

/** For `--json` and `--quiet`. */
export const silent: Progress = { show: () => {}, lost: () => {}, end: () => {} }

const eraseLine = '\r\u001b[2K'

/**
 * On a terminal one line that is written anew; elsewhere, where every line stays for ever, a line for each change.
 *
 * @param now Milliseconds since the epoch.
 */
export function createProgress(outlet: Outlet, now: () => number): Progress {
  return outlet.columns === null ? oneLineEach(outlet) : rewritten(outlet, outlet.columns, now)
}

function oneLineEach(outlet: Outlet): Progress {
  let last = ''
  const say = (line: string) => {
    if (line !== last) outlet.write(`${line}\n`)
    last = line
  }
  return {
    show: (request) => say(`waiting: ${whatWaits(request)}${deadlineOf(request)}`),
    lost: () => say('waiting: the service does not answer, trying again'),
    end: () => undefined,
  }
}

function rewritten(outlet: Outlet, columns: number, now: () => number): Progress {
  let isOpen = false
  const say = (line: string) => {
    outlet.write(`${eraseLine}${clipped(line, columns - 1)}`)
    isOpen = true
  }
  return {
    show: (request) => say(`waiting${leftOf(request, now())}: ${whatWaits(request)}`),
    lost: () => say('waiting: the service does not answer, trying again'),
    end: () => {
      if (isOpen) outlet.write(eraseLine)
      isOpen = false
    },
  }
}

function whatWaits(request: RequestObject): string {
  const resource = request.resource === null ? '' : ` on ${inert(request.resource)}`
  return `${needsOf(request)} for ${inert(request.action)}${resource}`
}

function deadlineOf({ expires_at: deadline }: RequestObject): string {
  return deadline === null ? '' : `, until ${moment(deadline)}`
}

function leftOf({ expires_at: deadline }: RequestObject, now: number): string {
  return deadline === null ? '' : ` (${roughly((Date.parse(deadline) - now) / 1000)} left)`
}
