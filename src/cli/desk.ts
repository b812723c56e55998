/** Where text goes: a stream, and what it can show. */
export interface Outlet {
  write(text: string): void
  /** How wide it is where it is a terminal, else null. */
  columns: number | null
  colours: boolean
}

/** What a command that was approved came to. */
export type Run =
  | { kind: 'ended'; code: number }
  | { kind: 'killed'; signal: string; code: number }
  | { kind: 'not_started'; code: string }

export interface RunOptions {
  /** Whether the command may read the standard input of this one. */
  stdin: boolean
  /** Where its standard output goes. */
  stdout: 'stdout' | 'stderr'
  env: Record<string, string | undefined>
}

/** All that a command has to do with besides its arguments, so that tests can be the world. */
export interface Desk {
  env: Readonly<Record<string, string | undefined>>
  homeFolder: string
  stdout: Outlet
  stderr: Outlet
  readStdin: () => Promise<Uint8Array>
  /** Asks the person at the terminal; null where nobody sits there. */
  ask: ((question: string) => Promise<string>) | null
  /** Hears Ctrl-C and SIGTERM until the answer is called. */
  onInterrupt: (listener: () => void) => () => void
  run: (argv: readonly string[], options: RunOptions) => Promise<Run>
  fetch: typeof fetch
}
