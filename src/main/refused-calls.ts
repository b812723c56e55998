import type { EventDraft, NewId } from '../app/ports.ts'
import { draftEvent, system } from '../app/record-event.ts'
import type { SurfaceName } from '../contract/words.ts'

export interface RefusedCallsDeps {
  newId: NewId
  append: (event: EventDraft) => Promise<void>
  now: () => Promise<Date>
  onFault: (error: unknown) => void
}

export interface RefusedCalls {
  count(surface: SurfaceName, code: string): void
  /** Writes what was counted and stops counting. */
  stop(): Promise<void>
}

const minuteMs = 60_000

/** Forged and unsigned calls to a chat's endpoint: one event per surface and minute with a count, so that nobody can flood the log. */
export function countRefusedCalls(deps: RefusedCallsDeps): RefusedCalls {
  const counted = new Map<SurfaceName, Map<string, number>>()

  async function write(): Promise<void> {
    const batch = [...counted]
    counted.clear()
    for (const [surface, codes] of batch) {
      await deps.append(
        draftEvent(deps.newId, {
          type: 'surface.refused',
          at: await deps.now(),
          actor: system,
          surface,
          more: { count: sum(codes), codes: Object.fromEntries(codes) },
        }),
      )
    }
  }

  const timer = setInterval(() => {
    write().catch(deps.onFault)
  }, minuteMs)
  timer.unref()
  return {
    count: (surface, code) => {
      const codes = counted.get(surface) ?? new Map<string, number>()
      codes.set(code, (codes.get(code) ?? 0) + 1)
      counted.set(surface, codes)
    },
    stop: async () => {
      clearInterval(timer)
      await write().catch(deps.onFault)
    },
  }
}

function sum(codes: Map<string, number>): number {
  return [...codes.values()].reduce((total, count) => total + count, 0)
}
