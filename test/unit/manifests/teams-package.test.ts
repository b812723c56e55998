import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { z } from 'zod'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const appId = '22222222-2222-4222-8222-222222222222'

/** A manifest as far as these tests look at it or break it. */
const Manifest = z.looseObject({
  manifestVersion: z.string(),
  version: z.string(),
  id: z.string(),
  developer: z.looseObject({ websiteUrl: z.string() }),
  name: z.looseObject({ short: z.string() }),
  bots: z.tuple([z.looseObject({ botId: z.string(), scopes: z.array(z.string()) })]),
})
type Manifest = z.infer<typeof Manifest>
type Files = Record<string, Uint8Array>

let folder = ''
let files: Files = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-teams-'))
  files = await unpackBuild({ MICROSOFT_APP_ID: appId, PUBLIC_URL: 'https://approve.example.com' })
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Runs one of the commands with these settings alone. */
async function command(script: string, settings: Record<string, string>, path: string) {
  const env = { PATH: process.env['PATH'] ?? '', ...settings }
  try {
    const { stdout, stderr } = await run(process.execPath, [script, path], { cwd: root, env })
    return { ok: true, said: stdout + stderr }
  } catch (error) {
    const { stdout, stderr } = z.object({ stdout: z.string(), stderr: z.string() }).parse(error)
    return { ok: false, said: stdout + stderr }
  }
}

async function build(settings: Record<string, string>, name: string) {
  const path = join(folder, name)
  return { path, ...(await command('manifests/build-teams.mjs', settings, path)) }
}

async function unpackBuild(settings: Record<string, string>): Promise<Files> {
  const { ok, said, path } = await build(settings, 'built.zip')
  if (!ok) throw new Error(said)
  return unzipSync(await readFile(path))
}

function manifestIn(zip: Files): Manifest {
  const file = zip['manifest.json']
  if (file === undefined) throw new Error('manifest.json is missing')
  return Manifest.parse(JSON.parse(strFromU8(file)))
}

/** What the check says of a package of these files. */
async function faultsOf(zip: Files): Promise<string[]> {
  const path: string = '../../../manifests/check-teams.mjs'
  const { teamsFaults } = await import(path)
  return z.array(z.string()).parse(teamsFaults(zipSync(zip)))
}

function withManifest(change: (manifest: Manifest) => object): Files {
  const changed = change(structuredClone(manifestIn(files)))
  return { ...files, 'manifest.json': strToU8(JSON.stringify(changed)) }
}

function fileOf(name: string): Uint8Array {
  const file = files[name]
  if (file === undefined) throw new Error(`${name} is missing`)
  return file
}

describe('the package of the Teams app', () => {
  it('is built with nothing but its manifest and its icons, and passes the check', async () => {
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png'])
    expect(await faultsOf(files)).toEqual([])
  })

  it('names the bot, the version of the service and its address', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    const manifest = manifestIn(files)

    expect(manifest.id).toBe(appId)
    expect(manifest.bots[0].botId).toBe(appId)
    expect(manifest.version).toBe(version)
    expect(manifest.developer.websiteUrl).toBe('https://approve.example.com/')
  })

  it('has the same bytes in every time zone', async () => {
    const hashes = await Promise.all(
      ['Pacific/Honolulu', 'Asia/Tokyo'].map(async (TZ, index) => {
        const { path } = await build({ MICROSOFT_APP_ID: appId, TZ }, `zone-${index}.zip`)
        return createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      }),
    )

    expect(hashes[0]).toBe(hashes[1])
  })

  it('has an older manifest for GCC High, which takes no newer one', async () => {
    const zip = await unpackBuild({ MICROSOFT_APP_ID: appId, TEAMS_CLOUD: 'gcc_high' })

    expect(manifestIn(zip).manifestVersion).toBe('1.10')
    expect(await faultsOf(zip)).toEqual([])
  })

  it.each([
    [{}, 'MICROSOFT_APP_ID is not set'],
    [{ MICROSOFT_APP_ID: 'countersign-bot' }, 'MICROSOFT_APP_ID must be a GUID'],
    [
      { MICROSOFT_APP_ID_FILE: '/nowhere/at-all' },
      'MICROSOFT_APP_ID_FILE: the file cannot be read',
    ],
    [{ MICROSOFT_APP_ID: appId, TEAMS_CLOUD: 'dod' }, 'TEAMS_CLOUD must be one of'],
  ])('is not built from %j, and the answer names the setting', async (settings, sentence) => {
    const { ok, said, path } = await build(settings, 'never.zip')

    expect(ok).toBe(false)
    expect(said).toContain(sentence)
    await expect(readFile(path)).rejects.toThrow('ENOENT')
  })
})

function put(name: string, file: () => Uint8Array): (zip: Files) => Files {
  return (zip) => ({ ...zip, [name]: file() })
}

/** A permission to read what people say in a channel. */
const readsMessages = { name: 'ChannelMessage.Read.Group', type: 'Application' }

describe('the check of a Teams app refuses', () => {
  it.each<[string, (manifest: Manifest) => object, string]>([
    [
      'a name that is too long',
      (m) => ({ ...m, name: { ...m.name, short: 'a'.repeat(31) } }),
      '/name/short',
    ],
    ['a bot id that is no GUID', (m) => ({ ...m, bots: [{ ...m.bots[0], botId: 'x' }] }), 'botId'],
    [
      'a scope that Teams does not know',
      (m) => ({ ...m, bots: [{ ...m.bots[0], scopes: ['team', 'channel'] }] }),
      '/bots/0/scopes/1',
    ],
    [
      'a member that Teams does not know',
      (m) => ({ ...m, colour: 'red' }),
      'additional properties',
    ],
    [
      'a manifest of no known version',
      (m) => ({ ...m, manifestVersion: '9.9' }),
      'manifestVersion',
    ],
    ['another app id than the bot', (m) => ({ ...m, id: appId.replace(/2/g, '3') }), '/id must be'],
    [
      'an app without a place for cards',
      (m) => ({ ...m, bots: [{ ...m.bots[0], scopes: ['personal'] }] }),
      'must have team',
    ],
    [
      'an address that is not https',
      (m) => ({ ...m, developer: { ...m.developer, websiteUrl: 'http://example.com' } }),
      '/developer/websiteUrl',
    ],
    [
      'a request for permissions',
      (m) => ({ ...m, authorization: { permissions: { resourceSpecific: [readsMessages] } } }),
      '/authorization',
    ],
    ['a version that is no release', (m) => ({ ...m, version: '1.0.0-beta' }), '/version'],
  ])('%s', async (_fault, change, sentence) => {
    const faults = await faultsOf(withManifest(change))

    expect(faults.join('\n')).toContain(sentence)
  })

  it.each<[string, (zip: Files) => Files, string]>([
    ['an icon of another size', put('color.png', () => fileOf('outline.png')), '192 by 192'],
    ['an outline in colour', put('outline.png', () => fileOf('color.png')), 'white and nothing'],
    ['an icon that is no PNG', put('color.png', () => strToU8('GIF89a')), 'is no PNG'],
    ['a cut icon', put('color.png', () => fileOf('color.png').slice(0, 900)), 'is no PNG'],
    ['anything else in the package', put('notes.txt', () => strToU8('x')), 'notes.txt'],
    ['a missing icon', ({ 'outline.png': _gone, ...rest }) => rest, 'outline.png is missing'],
    ['a missing manifest', ({ 'manifest.json': _gone, ...rest }) => rest, 'manifest.json'],
  ])('%s', async (_fault, change, sentence) => {
    const faults = await faultsOf(change(files))

    expect(faults.join('\n')).toContain(sentence)
  })

  it('a file that is no package, with a sentence and an exit code', async () => {
    const path = join(folder, 'text.zip')
    await writeFile(path, 'not a zip file')

    const { ok, said } = await command('manifests/check.mjs', {}, path)

    expect(said).toContain('is no zip file')
    expect(ok).toBe(false)
  })

  it('nothing in a package that was just built', async () => {
    const { path } = await build({ MICROSOFT_APP_ID: appId }, 'good.zip')

    const { ok, said } = await command('manifests/check.mjs', {}, path)

    expect(said).toContain('good.zip: valid')
    expect(ok).toBe(true)
  })
})
