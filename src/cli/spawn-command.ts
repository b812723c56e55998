import { ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Run, RunOptions } from './desk.ts'
import { faultCode } from './fault-code.ts'

const signalOffset = 128

/**
 * Runs a command as it was approved: these arguments, never a shell. A signal that reaches this process goes on to the
 * command, which alone knows what to do about it.
 */
export function spawnCommand(argv: readonly string[], options: RunOptions): Promise<Run> {
  const [file = '', ...args] = argv
  return new Promise((resolve) => {
    const child = begun(file, args, options)
    if (!(child instanceof ChildProcess)) return resolve(child)
    const pass = (signal: NodeJS.Signals) => child.kill(signal)
    // A terminal tells the command itself, and once is enough.
    const interrupt = process.stdin.isTTY ? () => undefined : pass
    process.on('SIGINT', interrupt)
    process.on('SIGTERM', pass)
    process.on('SIGHUP', pass)
    const end = (run: Run) => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', pass)
      process.off('SIGHUP', pass)
      resolve(run)
    }
    child.on('error', (error) => {
      // A signal that could not be passed on is an error too, and the command still runs.
      if (child.pid !== undefined) return
      end({ kind: 'not_started', code: faultCode(error) })
    })
    child.once('close', (code, signal) => {
      if (signal === null) end({ kind: 'ended', code: code ?? 1 })
      else end({ kind: 'killed', signal, code: signalOffset + constants.signals[signal] })
    })
  })
}

/** Some faults, such as a file that is being written, are thrown; others come as an event. */
function begun(file: string, args: readonly string[], options: RunOptions): ChildProcess | Run {
  try {
    return spawn(file, args, {
      shell: false,
      env: options.env,
      stdio: [
        options.stdin ? 'inherit' : 'ignore',
        options.stdout === 'stdout' ? 'inherit' : process.stderr,
        'inherit',
      ],
    })
  } catch (error) {
    return { kind: 'not_started', code: faultCode(error) }
  }
}
