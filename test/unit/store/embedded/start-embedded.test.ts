import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { livePostmaster } from '../../../../src/store/embedded/postmaster.ts'
import {
  type EmbeddedDatabase,
  startEmbedded,
} from '../../../../src/store/embedded/start-embedded.ts'
import { stopServer } from '../../../../src/store/embedded/stop-server.ts'
import { firstLine } from '../first-line.ts'
import { until } from '../until.ts'
import { newFolder } from './new-folder.ts'

const holdEmbedded = fileURLToPath(new URL('../../../harness/hold-embedded.mjs', import.meta.url))
const fast = { fsync: 'off' }

let folder: string
let children: ChildProcess[] = []

beforeEach(() => {
  folder = newFolder()
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await stopServer(path.join(folder, 'data'), '')
  rmSync(folder, { recursive: true, force: true })
})

async function start(at = folder): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ folder: at, settings: fast })
  if (database.kind === 'refused') throw new Error(database.sentence)
  return database
}

/** Another service on the folder; what it says of its start. */
async function startElsewhere(): Promise<{ child: ChildProcess; said: { kind: string } }> {
  const child = spawn(process.execPath, [holdEmbedded, folder])
  children.push(child)
  return { child, said: JSON.parse(await firstLine(child)) }
}

async function ask(database: EmbeddedDatabase, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ ...database.app, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    let rows: unknown[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

const write = ['create schema note', `create table note.note as select 'kept' as text`]
const readFacts = 'select text from note.note'

function killServer(): void {
  const postmaster = livePostmaster(path.join(folder, 'data'))
  if (postmaster) process.kill(postmaster.pid, 'SIGKILL')
}

describe('startEmbedded', () => {
  it('keeps what was written from one start to the next', async () => {
    const first = await start()
    await ask(first, ...write)
    await first.stop()

    const second = await start()

    expect(await ask(second, readFacts)).toEqual([{ text: 'kept' }])
    expect(second.adopted).toBe(false)
    await second.stop()
    expect(livePostmaster(path.join(folder, 'data'))).toBeNull()
  })

  it('refuses a second service on the folder with a sentence, and the first goes on', async () => {
    const first = await start()

    const second = await startEmbedded({ folder, settings: fast })

    expect(second).toMatchObject({ kind: 'refused', code: 'already_running' })
    expect(await ask(first, 'select 1 as one')).toEqual([{ one: 1 }])
    await first.stop()
  })

  it('gives two services that start first at the same time one owner', async () => {
    const both = await Promise.all([startElsewhere(), startElsewhere()])

    expect(both.map(({ said }) => said.kind).sort()).toEqual(['refused', 'running'])
  })

  it('takes over the server of a service that was killed', async () => {
    const { child } = await startElsewhere()
    child.kill('SIGKILL')

    const database = await start()

    expect(database.adopted).toBe(true)
    await database.stop()
  })

  it('recovers when the service and the server were killed together', async () => {
    const { child, said } = await startElsewhere()
    await ask(said as EmbeddedDatabase, ...write)
    child.kill('SIGKILL')
    killServer()

    const database = await start()

    expect(await ask(database, readFacts)).toEqual([{ text: 'kept' }])
    await database.stop()
  })

  it('starts a server again that dies while the service lives', async () => {
    const database = await start()
    await ask(database, ...write)

    killServer()

    await until(async () => (await ask(database, readFacts)).length === 1)
    await database.stop()
    expect(livePostmaster(path.join(folder, 'data'))).toBeNull()
  })

  it('is not misled by a pid file whose number now belongs to another process', async () => {
    const first = await start()
    await first.stop()
    const file = path.join(folder, 'data', 'postmaster.pid')
    const owner = statSync(path.join(folder, 'data'))
    writeFileSync(file, `${process.pid}\n/x\n1\n5432\n${folder}/socket\n\n0\nready\n`)
    chownSync(file, owner.uid, owner.gid)

    const second = await start()

    expect(second.adopted).toBe(false)
    await second.stop()
  })

  it('says why a server does not start', async () => {
    const settings = { ...fast, shared_buffers: 'plenty' }

    const refusal = await startEmbedded({ folder, settings })

    expect(refusal).toMatchObject({
      code: 'did_not_start',
      sentence: expect.stringContaining('shared_buffers'),
    })
  })

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = path.join(folder, 'deep'.repeat(30))

    const database = await start(deep)

    expect(await ask(database, 'select 1 as one')).toEqual([{ one: 1 }])
    await database.stop()
    rmSync(database.app.host, { recursive: true })
  })

  it('lets nobody in without the password, and keeps the passwords to itself', async () => {
    const database = await start()
    const guess = new pg.Client({ ...database.app, password: 'guess' })
    guess.on('error', () => undefined)

    await expect(guess.connect()).rejects.toMatchObject({ code: '28P01' })

    const passwords = path.join(folder, 'passwords.json')
    expect(existsSync(passwords) && statSync(passwords).mode & 0o777).toBe(0o600)
    await database.stop()
  })
})
