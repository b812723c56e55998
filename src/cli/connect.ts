import { Countersign } from '../sdk/index.ts'
import type { Desk } from './desk.ts'
import { type Flags, readSettings } from './settings.ts'

/** The client of every command, by the settings in force. */
export function connect(desk: Desk, flags: Flags): Countersign {
  return new Countersign({ ...readSettings(desk, flags), fetch: desk.fetch })
}
