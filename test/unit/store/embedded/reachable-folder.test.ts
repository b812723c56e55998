import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { reachableFolder } from '../../../../src/store/embedded/reachable-folder.ts'
import { newFolder } from './new-folder.ts'

let folder: string

beforeEach(() => {
  folder = newFolder()
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('reachableFolder', () => {
  it('prefers a place that everybody may enter, also where it has yet to be made', () => {
    const preferred = path.join(folder, 'not', 'yet')

    expect(reachableFolder(preferred, '/elsewhere')).toBe(preferred)
  })

  it('falls back where root owns the place alone, because PostgreSQL cannot run as root', () => {
    mkdirSync(path.join(folder, 'closed'), { mode: 0o700 })
    const preferred = path.join(folder, 'closed', 'data')
    const isRoot = process.getuid?.() === 0

    expect(reachableFolder(preferred, '/elsewhere')).toBe(isRoot ? '/elsewhere' : preferred)
  })
})
