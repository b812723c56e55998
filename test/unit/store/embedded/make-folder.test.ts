import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { makeFolder } from '../../../../src/store/embedded/make-folder.ts'
import { isReachable } from '../../../../src/store/embedded/reachable-folder.ts'
import { newFolder } from './new-folder.ts'

let folder: string
let umask: number

beforeEach(() => {
  folder = newFolder()
  umask = process.umask(0o077)
})

afterEach(() => {
  process.umask(umask)
  rmSync(folder, { recursive: true })
})

describe('makeFolder', () => {
  it('makes every missing part so that the server can enter it, under a strict umask too', () => {
    const wanted = path.join(folder, 'a', 'b', 'c')

    makeFolder(wanted)

    expect(isReachable(wanted)).toBe(true)
  })

  it('leaves what is there as it is', () => {
    makeFolder(folder)
    makeFolder(folder)

    expect(isReachable(folder)).toBe(true)
  })
})
