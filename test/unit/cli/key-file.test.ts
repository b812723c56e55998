import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { changeKeyFile, createKeyFile } from '../../../src/cli/key-file.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-keys-'))
  file = path.join(folder, 'keys.json')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('a key file', () => {
  it('is its owner’s alone, also after a change of one that was not', async () => {
    writeFileSync(file, 'old', { mode: 0o644 })

    await changeKeyFile(file, async (text) => `${text}, new`)

    expect(readFileSync(file, 'utf8')).toBe('old, new')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('that is there already is not made anew', () => {
    createKeyFile(file, 'first')

    expect(() => createKeyFile(file, 'second')).toThrow('exists already')
    expect(readFileSync(file, 'utf8')).toBe('first')
  })

  it('stays as it was when a change fails, and nothing is left behind', async () => {
    createKeyFile(file, 'first')

    await expect(changeKeyFile(file, () => Promise.reject(new Error('no')))).rejects.toThrow()

    expect(readFileSync(file, 'utf8')).toBe('first')
    expect(existsSync(`${file}.new`)).toBe(false)
  })

  it('is changed by one at a time', async () => {
    createKeyFile(file, '0')

    const both = await Promise.allSettled([
      changeKeyFile(file, async (text) => `${text}1`),
      changeKeyFile(file, async (text) => `${text}2`),
    ])

    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(readFileSync(file, 'utf8')).toBe('01')
  })

  it('behind a link is changed where it is', async () => {
    createKeyFile(file, 'first')
    const link = path.join(folder, 'link')
    symlinkSync(file, link)

    await changeKeyFile(link, async () => 'second')

    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe('second')
  })
})
