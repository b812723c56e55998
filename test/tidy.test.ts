import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { ErrorCode } from '../src/contract/errors.ts'

/** The rules of the house that no tool holds. */
const root = fileURLToPath(new URL('..', import.meta.url))
const linesMax = 250
const rooms = [
  'contract',
  'core',
  'proof',
  'app',
  'store',
  'surfaces',
  'delivery',
  'http',
  'main',
  'sdk',
  'cli',
]
const vagueWords = /^(utils?|helpers?|manager|service|impl|data|info|common|misc)$/

/** Here the word is DESIGN.md's own: the service that runs, and the folder of DATA_DIR. */
const meantPaths = [
  'harness/service.ts',
  'main/data-dir.ts',
  'main/start-service.ts',
  'store/embedded/data-folder.ts',
]

/** This file names what it looks for. */
const self = 'tidy.test.ts'

const sources = filesIn('src').filter((path) => !path.startsWith('store/generated/'))
const code = sources.filter(isCode)
const tests = filesIn('test').filter((path) => isCode(path) && path !== self)

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1))
    .sort()
}

function isCode(path: string): boolean {
  return /\.(tsx?|m?js)$/.test(path)
}

function read(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8')
}

function holding(folder: string, paths: string[], pattern: RegExp): string[] {
  return paths.filter((path) => pattern.test(read(folder, path)))
}

describe('every source file', () => {
  it(`has at most ${linesMax} lines`, () => {
    const long = code.filter((path) => read('src', path).trimEnd().split('\n').length > linesMax)

    expect(long).toEqual([])
  })

  it('is in a room', () => {
    expect(sources.filter((path) => !rooms.some((room) => path.startsWith(`${room}/`)))).toEqual([])
  })

  it('has a name in kebab-case, as every test has', () => {
    const kebab = /^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.[a-z]+$/

    expect([...sources, ...tests].filter((path) => !kebab.test(path))).toEqual([])
  })

  it('has a name that says what it is', () => {
    const vague = [...sources, ...tests].filter((path) =>
      path.split(/[/.-]/).some((word) => vagueWords.test(word)),
    )

    expect(vague.filter((path) => !meantPaths.includes(path))).toEqual([])
  })

  it('reads the environment in main alone, and where the SDK and the command start', () => {
    const readers = holding('src', code, /\bprocess\s*(\.\s*env|\[\s*['"`]env)\b/)

    const outside = readers.filter((path) => !path.startsWith('main/'))
    expect(outside).toEqual(['cli/main.ts', 'sdk/settings.ts'])
  })

  it('leaves nothing to be done in a comment, as every test does', () => {
    const todo = /\b(TODO|FIXME|XXX)\b/

    expect(holding('src', sources, todo)).toEqual([])
    expect(holding('test', tests, todo)).toEqual([])
  })
})

describe('every test', () => {
  it('runs wherever it can: none is skipped by hand, and none is the only one', () => {
    const partly =
      /\b(it|test|describe)(\.\w+)*\.(only|skip|todo)(\.\w+)*\(|\b(xit|fit|xdescribe|fdescribe)\(/

    expect(holding('test', tests, partly)).toEqual([])
  })

  it('needs no stored picture of an output', () => {
    expect(holding('test', tests, /\.toMatch(Inline)?Snapshot\(/)).toEqual([])
  })

  it('takes its fakes as arguments, and replaces no module', () => {
    expect(holding('test', tests, /\bjest\.(mock|unstable_mockModule|doMock)\(/)).toEqual([])
  })
})

describe('the documents', () => {
  it('say of every error code what to do about it, and of no other', () => {
    const path = join('docs', 'errors.md')
    expect(existsSync(join(root, path)) ? path : `${path} is missing`).toBe(path)

    const listed = [...read(path).matchAll(/^(?:#{2,4}|\|) *`([a-z]+(?:_[a-z]+)*)`/gm)]

    expect(listed.map(([, name]) => name).sort()).toEqual([...ErrorCode.options].sort())
  })

  it('keep a part of the change log for what is not released yet', () => {
    expect(read('CHANGELOG.md')).toMatch(/^## \[?Unreleased\]?/m)
  })
})
