import type { Argv } from 'yargs'
import type { Desk } from './desk.ts'
import type { Flags } from './settings.ts'

/** The parser, with the flags that every command takes. */
export type Cli = Argv<Flags>

/** One running of the command. */
export interface Session {
  desk: Desk
  /** What was said about the address, as soon as it is read. */
  flags: Pick<Flags, 'url'>
  /** What the shell is told. */
  exitCode: number
}

/** Runs the verb of a command, and keeps its exit code. */
export async function handled<Args>(
  session: Session,
  verb: (desk: Desk, args: Args) => Promise<number>,
  args: Args,
): Promise<void> {
  session.exitCode = await verb(session.desk, args)
}
