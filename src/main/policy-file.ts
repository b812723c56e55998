import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import path from 'node:path'
import type { Logger } from 'pino'
import { type ActivateDeps, activatePolicy } from '../app/activate-policy.ts'
import type { PolicyFault } from '../contract/policy.ts'
import { StartRefused } from './start-refused.ts'

/** Polling sees every way of replacing a file, the symlinks of a mounted config map included. */
const watchEveryMs = 1_000

export interface PolicyFileDeps extends ActivateDeps {
  log: Logger
  onFault: () => void
}

/** Puts the file's policy in force at start. A fault refuses to start, with file, line and column. */
export async function activateAtStart(deps: PolicyFileDeps, file: string): Promise<string> {
  const result = await activatePolicy(deps, readFile(file), 'at_start')
  switch (result.kind) {
    case 'refused':
      throw new StartRefused(result.faults.map((fault) => describeFault(file, fault)))
    case 'left':
      deps.log.warn(
        { file: result.version, in_force: result.inForce },
        'another policy is in force: the file’s was in force before and was not put in force again',
      )
      return result.inForce
    case 'activated':
      for (const warning of result.warnings)
        deps.log.info({ warning }, 'the policy was activated with a warning')
      return result.version
    case 'unchanged':
      return result.version
  }
}

/** Reads the file again whenever it changes and on SIGHUP. A fault keeps the policy that is in force. */
export function watchPolicyFile(deps: PolicyFileDeps, file: string): () => void {
  let reading = Promise.resolve()
  const reload = () => {
    reading = reading
      .then(() => activateAgain(deps, file))
      .catch((error: unknown) => {
        deps.onFault()
        deps.log.error({ err: error }, 'the policy file could not be taken over')
      })
  }
  watchFile(file, { interval: watchEveryMs }, reload)
  process.on('SIGHUP', reload)
  return () => {
    unwatchFile(file, reload)
    process.off('SIGHUP', reload)
  }
}

async function activateAgain(deps: PolicyFileDeps, file: string): Promise<void> {
  const result = await activatePolicy(deps, readFile(file), 'while_running')
  if (result.kind === 'refused') {
    deps.onFault()
    for (const fault of result.faults) {
      deps.log.error({ fault: describeFault(file, fault) }, 'the policy file has a fault')
    }
  } else if (result.kind === 'activated') {
    deps.log.info({ version: result.version }, 'another policy is in force')
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new StartRefused([`POLICY_FILE: ${path.resolve(file)} cannot be read.`])
  }
}

function describeFault(file: string, fault: PolicyFault): string {
  return `${file}:${fault.line}:${fault.column} ${fault.path}: ${fault.detail}`
}
