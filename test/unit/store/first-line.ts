import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The first line that a process prints, or a refusal with its exit code where it prints none. */
export function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child
  if (!stdout) return Promise.reject(new Error('The process was started without an output.'))
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The process ended with ${code}.`)))
  })
}
