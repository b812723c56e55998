import { pino } from 'pino'
import { banner } from './banner.ts'
import { readConfig } from './config.ts'
import { sentencesFor } from './start-refused.ts'
import { type Service, startService } from './start-service.ts'

const refusedExit = 1
const interruptedExit = 130

await run()

async function run(): Promise<void> {
  const read = readConfig(process.env)
  if (!read.ok) {
    refuse(read.faults)
    return
  }
  const { config } = read
  const log = pino({ level: config.logLevel }, pino.destination(2))
  try {
    const service = await startService(config, log)
    stopOnSignals(service)
    process.stdout.write(banner(config, service))
  } catch (error) {
    const sentences = sentencesFor(error, config)
    if (sentences === null) throw error
    refuse(sentences)
  }
}

function refuse(sentences: string[]): void {
  process.stderr.write(
    `Countersign does not start:\n${sentences.map((line) => `  ${line}\n`).join('')}`,
  )
  process.exitCode = refusedExit
}

/** The first signal stops in order; a second one does not wait. The database outlives that and is taken over next time. */
function stopOnSignals(service: Service): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(interruptedExit)
    stopping = true
    process.stdout.write(`\n${signal}: stopping\n`)
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`stopping failed: ${String(error)}\n`)
        process.exit(refusedExit)
      },
    )
  }
  // Whoever read our output may have gone first; stopping in order matters more than the words about it.
  process.stdout.on('error', () => undefined)
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
