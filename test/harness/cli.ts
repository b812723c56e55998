import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { until } from './until.ts'

/** What one call of the command came to. */
export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

/** The command while it runs. */
export interface CliProcess {
  child: ChildProcess
  stdout(): string
  stderr(): string
  /** Waits until standard error holds what is looked for. */
  says(pattern: RegExp): Promise<void>
  ended: Promise<CliResult>
}

export interface CliOptions {
  env?: Record<string, string>
  stdin?: string
}

/** A test that failed in the middle leaves nobody waiting. */
const running = new Set<ChildProcess>()

export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

const main = path.resolve('dist/src/cli/main.js')

/** Starts the compiled command, with an environment that holds nothing but what is given. */
export function startCli(args: string[], { env = {}, stdin }: CliOptions = {}): CliProcess {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const heard = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    heard.stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    heard.stderr += text
  })
  child.stdin?.end(stdin ?? '')
  running.add(child)
  const closed = once(child, 'close').finally(() => running.delete(child))
  return {
    child,
    stdout: () => heard.stdout,
    stderr: () => heard.stderr,
    says: (pattern) =>
      until(() => {
        if (pattern.test(heard.stderr)) return true
        if (child.exitCode !== null) throw new Error(`it ended and said:\n${heard.stderr}`)
        return false
      }),
    ended: closed.then(([code]) => ({ code, ...heard })),
  }
}

/** Runs the compiled command to its end. */
export function cli(args: string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).ended
}
