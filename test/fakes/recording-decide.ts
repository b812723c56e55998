import type { Click, Decide, DecideResult } from '../../src/app/ports.ts'

/** A decide that keeps what it was given and answers what it is told to. */
export interface RecordingDecide {
  clicks: Click[]
  /** What the next click gets; an error is thrown. */
  answer: DecideResult | Error
  /** What the next click waits for before it is answered. */
  held: Promise<void>
  decide: Decide
}

export function recordingDecide(answer: DecideResult): RecordingDecide {
  const recording: RecordingDecide = {
    clicks: [],
    answer,
    held: Promise.resolve(),
    async decide(click) {
      recording.clicks.push(click)
      await recording.held
      if (recording.answer instanceof Error) {
        throw recording.answer
      }
      return recording.answer
    },
  }
  return recording
}
