import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { openGrantSigner } from '../../../src/main/grant-keys.ts'
import { newKeyText, signingKeysOf } from '../../fakes/signer.ts'
import { until } from '../../harness/until.ts'

const log = pino({ level: 'silent' })

let folder: string
let file: string
let unwatch = () => undefined as unknown

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-keys-'))
  file = path.join(folder, 'keys')
})

afterEach(async () => {
  unwatch()
  await rm(folder, { recursive: true })
})

/** Opens the signer of a process that has read `first`, and whose file says `now` by the time it is watched. */
async function open(first: string, now: string): Promise<() => (string | undefined)[]> {
  await writeFile(file, now)
  const opened = openGrantSigner({ keys: signingKeysOf(first), file }, undefined, log)
  unwatch = opened.unwatch
  return () => opened.signer.publicKeys().keys.map(({ kid }) => kid)
}

const kidOf = (text: string) => signingKeysOf(text)[0]?.kid

it('a key file that changed while the service started is taken over', async () => {
  const [first, now] = [newKeyText(), newKeyText()]

  const kids = await open(first, now)

  expect(kids()).toEqual([kidOf(now)])
})

it('a key file that changes later is taken over, and one with a fault is not', async () => {
  const [first, next] = [newKeyText(), newKeyText()]
  const kids = await open(first, first)

  await writeFile(file, 'half of a key')
  process.emit('SIGHUP')
  expect(kids()).toEqual([kidOf(first)])
  await writeFile(file, next)
  await until(() => kids()[0] === kidOf(next))
})
