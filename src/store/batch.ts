/** How many items one statement takes. */
const itemsCountMax = 128

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Lets calls that come together share one statement: a call that comes alone is run at once, and those that come
 * while its statement is under way are run together next. Each still gets its own answer. Where a shared statement
 * fails every item is tried alone, so that one bad item fails nobody else's.
 *
 * @param run Does the work for all items of a batch and answers in their order.
 */
export function batched<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  let queue: Waiting<Item, Result>[] = []
  let busy = false

  async function flush(): Promise<void> {
    if (busy) return
    busy = true
    while (queue.length > 0) {
      const batch = queue.slice(0, itemsCountMax)
      queue = queue.slice(itemsCountMax)
      await settle(run, batch)
    }
    busy = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject })
      if (queue.length === 1) setImmediate(flush)
    })
}

async function settle<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
  batch: Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await run(batch.map(({ item }) => item))
    for (const [index, result] of results.entries()) batch[index]?.resolve(result)
  } catch (error) {
    if (batch.length === 1) batch[0]?.reject(error)
    else await Promise.all(batch.map((waiting) => settle(run, [waiting])))
  }
}
