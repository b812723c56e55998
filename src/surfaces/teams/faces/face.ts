import type { Element } from './message.ts'
import type { Part } from './payload.ts'

/** The parts of a card that share what room the others leave: the payload, and the agent's words. */
export interface Filling {
  payload: Part
  words: Part
}

/** What a card shows and offers. */
export interface Face {
  body: Element[]
  actions: Element[]
  refresh: Record<string, unknown> | null
}
