import { describe, expect, it } from '@jest/globals'
import { createSerial } from '../../../src/core/serial.ts'

/** Work that ends when it is told to, and notes when it began. */
function work(begun: string[], name: string) {
  let end: (error?: Error) => void = () => undefined
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error))
  })
  const run = async () => {
    begun.push(name)
    await ended
    return name
  }
  return { run, end }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('work of one conversation', () => {
  it('begins when the work before it has ended', async () => {
    const serial = createSerial()
    const begun: string[] = []
    const [first, second] = [work(begun, 'first'), work(begun, 'second')]

    const results = [serial('a', first.run), serial('a', second.run)]
    await turn()
    const begunEarly = [...begun]
    first.end()
    second.end()

    expect(begunEarly).toEqual(['first'])
    expect(await Promise.all(results)).toEqual(['first', 'second'])
  })

  it('goes on after a failure, which only its own caller hears of', async () => {
    const serial = createSerial()
    const begun: string[] = []
    const [first, second] = [work(begun, 'first'), work(begun, 'second')]
    first.end(new Error('no'))
    second.end()

    const failing = serial('a', first.run)
    const passing = serial('a', second.run)

    await expect(failing).rejects.toThrow('no')
    expect(await passing).toBe('second')
  })

  it('does not wait for another conversation', async () => {
    const serial = createSerial()
    const begun: string[] = []
    const [first, other] = [work(begun, 'first'), work(begun, 'other')]

    const results = [serial('a', first.run), serial('b', other.run)]
    other.end()
    await results[1]
    expect(begun).toEqual(['first', 'other'])

    first.end()
    await Promise.all(results)
  })

  it('begins at once again after everything has ended', async () => {
    const serial = createSerial()

    await serial('a', async () => 1)
    await turn()

    expect(await serial('a', async () => 2)).toBe(2)
  })
})
