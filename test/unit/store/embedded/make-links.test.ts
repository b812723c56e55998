import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { copyNative } from '../../../../src/store/embedded/copy-native.ts'
import { makeLinks } from '../../../../src/store/embedded/make-links.ts'
import { newFolder } from './new-folder.ts'

const link = { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }

let folder: string
let native: string

beforeEach(() => {
  folder = newFolder()
  native = path.join(folder, 'native')
  mkdirSync(path.join(native, 'lib'), { recursive: true })
  mkdirSync(path.join(native, 'bin'))
  writeFileSync(path.join(folder, link.source), 'the library')
  writeFileSync(path.join(native, 'pg-symlinks.json'), JSON.stringify([link]))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('the library links of a package whose install script did not run', () => {
  it('are made from its list, and made once', () => {
    expect(makeLinks(native)).toBe(true)
    expect(makeLinks(native)).toBe(true)

    expect(readFileSync(path.join(folder, link.target), 'utf8')).toBe('the library')
  })

  it('are made in a copy too', () => {
    const copy = copyNative(native, path.join(folder, 'copy'))

    expect(readFileSync(path.join(copy, 'lib', 'libpq.so.5'), 'utf8')).toBe('the library')
  })
})
