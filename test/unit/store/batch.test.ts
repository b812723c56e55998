import { describe, expect, it } from '@jest/globals'
import { batched } from '../../../src/store/batch.ts'

describe('batched', () => {
  it('runs a call that comes alone alone, and gives everyone their own answer', async () => {
    const batches: number[][] = []
    const double = batched(async (items: number[]) => {
      batches.push(items)
      return items.map((item) => item * 2)
    })

    const one = await double(1)
    const others = await Promise.all([2, 3, 4].map(double))

    expect([one, ...others]).toEqual([2, 4, 6, 8])
    expect(batches).toEqual([[1], [2, 3, 4]])
  })

  it('runs what comes while a batch is under way together, when that is done', async () => {
    const batches: string[][] = []
    const started = gate()
    const finish = gate()
    const run = batched(async (items: string[]) => {
      batches.push(items)
      started.open()
      await finish.opened
      return items
    })

    const first = run('a')
    await started.opened
    const later = [run('b'), run('c')]
    finish.open()

    expect(await Promise.all([first, ...later])).toEqual(['a', 'b', 'c'])
    expect(batches).toEqual([['a'], ['b', 'c']])
  })

  it('lets one bad item fail nobody else’s', async () => {
    const run = batched(async (items: number[]) => {
      if (items.includes(2)) throw new Error('a bad item')
      return items
    })

    const results = await Promise.allSettled([1, 2, 3].map(run))

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('goes on after a batch that failed', async () => {
    let broken = true
    const run = batched(async (items: number[]) => {
      if (broken) throw new Error('the database is out')
      return items
    })

    await expect(run(1)).rejects.toThrow('the database is out')
    broken = false

    expect(await run(2)).toBe(2)
  })
})

function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}
