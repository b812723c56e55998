#!/usr/bin/env node
/**
 * The `countersign` command, in a process of its own: what it has of the world is put together here and handed to `run`.
 */
import { readFileSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { buffer } from 'node:stream/consumers'
import type { Desk, Outlet } from './desk.ts'
import { exitCodes } from './exit-codes.ts'
import { faultCode } from './fault-code.ts'
import { run } from './run.ts'
import { spawnCommand } from './spawn-command.ts'

const interruptedExit = 130
/** Why output could not be written, where it could not. */
let lost: string | null = null

function outlet(stream: NodeJS.WriteStream): Outlet {
  stream.on('error', (error) => {
    // Whoever read our output may have gone first, as `head` does. A disk that is full loses what was asked for.
    if (faultCode(error) !== 'EPIPE') lost = faultCode(error)
  })
  const isTerminal = stream.isTTY === true
  return {
    write: (text) => void stream.write(text),
    columns: isTerminal ? stream.columns || 80 : null,
    colours: isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
  }
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

/** The first interrupt is heard by whoever listens; a second one does not wait. */
function onInterrupt(listener: () => void): () => void {
  let heard = false
  const hear = () => {
    if (heard) process.exit(interruptedExit)
    heard = true
    listener()
  }
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  return () => {
    process.off('SIGINT', hear)
    process.off('SIGTERM', hear)
  }
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url)
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'))
  return version
}

const desk: Desk = {
  env: process.env,
  homeFolder: homedir(),
  stdout: outlet(process.stdout),
  stderr: outlet(process.stderr),
  readStdin: async () => new Uint8Array(await buffer(process.stdin)),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
  onInterrupt,
  run: spawnCommand,
  fetch,
}

process.exitCode = await run(process.argv.slice(2), desk, version())
process.once('exit', (code) => {
  if (lost === null) return
  writeLast(`countersign: the output could not be written (${lost})\n`)
  if (code === exitCodes.ok) process.exitCode = exitCodes.failed
})

/** Nothing waits any more, so it is written at once or not at all. */
function writeLast(text: string): void {
  try {
    writeSync(process.stderr.fd, text)
  } catch {
    // Standard error may be what cannot be written.
  }
}
